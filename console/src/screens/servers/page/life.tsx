// The life of a server: hour by hour, deaths and returns, and how long its like live.
import type { Answer } from "@/api/answer";
import { Badge, type Tone } from "@/components/badge";
import { Choice } from "@/components/button";
import { KeyValue } from "@/components/keyvalue";
import { Answered, EmptyState } from "@/components/states";
import { Strip } from "@/components/strip";
import { Timestamp } from "@/components/timestamp";
import { useFormat, type Format } from "@/format/format";
import { useText, type Wording } from "@/text/dictionary";
import { tenToMinus } from "../evidence/figures";
import { deathsOf, halfLifeOf, stripOf, type Death, type Life, type ServerLife } from "../life";
import type { Server } from "./page";
import { kLifeDays, type Range } from "./range";
import { trafficText } from "./traffic-text";
import { fileStem } from "./why";

type Words = Wording<typeof trafficText.en>;

interface LifeProps {
  readonly answer: Answer<Life>;
  readonly server: Server;
  readonly range: Range;
}

export function LifeSection({ answer, server, range }: LifeProps) {
  const words = useText(trafficText).life;
  return (
    <div class="stack">
      <div class="no-print">
        <Choice
          label={words.days}
          value={String(range.days)}
          onChange={(days) => range.setDays(Number(days))}
          options={kLifeDays.map((days) => ({ value: String(days), text: words.day(String(days)) }))}
        />
      </div>
      <Answered answer={answer} empty={null} lines={4}>
        {(life) =>
          life.server ? (
            <OneLife life={life} server={life.server} stem={fileStem(server.finding)} />
          ) : (
            <EmptyState title={words.unseenTitle}>{words.unseen}</EmptyState>
          )
        }
      </Answered>
    </div>
  );
}

const kTones: Readonly<Record<ServerLife["state"] | "dead", { tone: Tone; glyph: string }>> = {
  answering: { tone: "bad", glyph: "▇" },
  "asked-only": { tone: "warn", glyph: "▒" },
  silent: { tone: "plain", glyph: "·" },
  "cannot-tell": { tone: "plain", glyph: "?" },
  dead: { tone: "plain", glyph: "✝" },
};

function OneLife({ life, server, stem }: { readonly life: Life; readonly server: ServerLife; readonly stem: string }) {
  const words = useText(trafficText);
  const format = useFormat();
  const strip = stripOf(server, life.exposures);
  const deaths = deathsOf(server);
  const state = server.dead ? "dead" : server.state;
  const known = strip.some((hour) => hour.exposure !== null);
  return (
    <div class="stack">
      <Strip
        label={words.life.strip}
        name={`${stem}-life`}
        view="life"
        strip={server.strip}
        from={server.strip_from}
        exposures={strip.map((hour) => hour.exposure)}
        marks={deaths.map((death) => ({ at: death.after, text: words.life.diedMark }))}
        note={life.exposure === "files" ? words.life.exposureFiles : known ? words.life.exposureExporters : undefined}
      />
      <KeyValue
        pairs={[
          { name: words.life.state, value: <Badge {...kTones[state]}>{words.life.states[state]}</Badge> },
          { name: words.life.since, value: sinceText(server, deaths, format, words) },
          {
            name: words.life.lastAnswer,
            value: server.last_answer ? <Timestamp at={server.last_answer} /> : <span class="soft">{words.life.never}</span>,
          },
          { name: words.life.untold, value: server.untold_hours ? words.life.hours(format.count(server.untold_hours)) : undefined },
          { name: words.life.rate, value: server.records_an_hour === undefined ? undefined : format.decimal(server.records_an_hour) },
          { name: words.life.deaths, value: <Deaths deaths={deaths} /> },
          { name: words.life.halfLife, value: halfLifeText(life, format, words) },
        ]}
      />
    </div>
  );
}

function sinceText(server: ServerLife, deaths: readonly Death[], format: Format, words: Words): string | undefined {
  const since = server.dead ? deaths.at(-1) : (server.since as { after?: string; before?: string } | null | undefined);
  return since?.after && since.before ? words.life.between(format.time(since.after), format.time(since.before)) : undefined;
}

function Deaths({ deaths }: { readonly deaths: readonly Death[] }) {
  const words = useText(trafficText).life;
  const format = useFormat();
  if (deaths.length === 0) return <span class="soft">{words.noDeaths}</span>;
  return (
    <ul class="plain-list">
      {deaths.map((death) => (
        <li key={death.after}>
          {death.revived
            ? words.away(format.time(death.after), format.time(death.revived))
            : words.died(format.time(death.after), format.time(death.before))}{" "}
          <span class="soft">
            ({words.signs[death.sign]}
            {Number.isFinite(death.log10_p) && `; ${words.chance(tenToMinus(-death.log10_p))}`})
          </span>
        </li>
      ))}
    </ul>
  );
}

export function halfLifeText(life: Life, format: Format, words: Words): string | undefined {
  const half = halfLifeOf(life);
  if (!half || half.servers < 2) return undefined; // of one server it says nothing
  const span = (seconds: number | null): string => (seconds === null ? words.life.open : format.duration(seconds));
  const of = words.life.halfOf(format.count(half.servers), format.count(half.deaths));
  if (half.earliest_s === null) return `${words.life.notReached} (${of})`;
  const between = words.life.halfBetween(span(half.earliest_s), span(half.latest_s));
  return `${between} (${words.life.halfConfidence(span(half.low_s), span(half.high_s))}; ${of})`;
}
