// Sensors and exporters: those that are not fine, each with what is the matter; the rest as a number.
import { useAnswer } from "@/api/answer";
import { Badge, type Tone } from "@/components/badge";
import { Section } from "@/components/page";
import { Answered } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { text as sensorText } from "@/screens/operate/sensors/text";
import { useText } from "@/text/dictionary";
import { byWorry, notFine, type Sensor } from "./sensors";
import { text } from "./text";

const kEverySeconds = 60;
const kMost = 8;
const kTones: Readonly<Record<Sensor["health"], Tone>> = {
  fine: "good",
  late: "warn",
  losing: "warn",
  silent: "bad",
  stopped: "bad",
  unknown: "plain",
};

export function Sensors({ alerts }: { readonly alerts: number }) {
  const words = useText(text);
  const format = useFormat();
  const answer = useAnswer("/sensors", {}, { everySeconds: kEverySeconds });
  const forbidden = answer.state === "forbidden";
  return (
    <Section title={words.sensors} actions={!forbidden && <a href="/operate?tab=sensors">{words.operate}</a>}>
      {forbidden ? (
        <p class="soft">{alerts > 0 ? words.elsewhereAlerts(format.count(alerts)) : words.elsewhere}</p>
      ) : (
        <Answered answer={answer} empty={<p class="soft">{words.noSensors}</p>} lines={3}>
          {({ items }) => <List sensors={items} />}
        </Answered>
      )}
    </Section>
  );
}

function List({ sensors }: { readonly sensors: readonly Sensor[] }) {
  const words = useText(text);
  const shared = useText(sensorText);
  const format = useFormat();
  const ill = sensors.filter(notFine);
  const sorted = byWorry(sensors).slice(0, Math.max(kMost, ill.length));
  return (
    <div class="stack close">
      <p class={ill.length === 0 ? "soft" : ""}>
        {ill.length === 0 ? words.allFine(format.count(sensors.length)) : words.notFine(format.count(ill.length), format.count(sensors.length))}
      </p>
      <ul class="sensors">
        {sorted.map((sensor) => (
          <li key={`${sensor.kind} ${sensor.name}`}>
            <Badge tone={kTones[sensor.health]}>{shared.healths[sensor.health]}</Badge>
            <span class="name">
              {sensor.name} <span class="soft small">{shared.kinds[sensor.kind]}</span>
              {notFine(sensor) && sensor.detail && (
                <span class="detail" lang="en">
                  {sensor.detail}
                </span>
              )}
            </span>
            <span class="soft small">
              {sensor.health === "losing" && sensor.lost_share !== undefined ? (
                words.lost(format.percent(sensor.lost_share))
              ) : (
                <Timestamp at={sensor.last_seen} relative />
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
