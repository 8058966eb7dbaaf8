// Charts of the gallery.
import { useState } from "preact/hooks";
import { BarList } from "@/components/bar-list";
import { Button } from "@/components/button";
import { Histogram } from "@/components/histogram";
import { Matrix } from "@/components/matrix";
import { StepCurve } from "@/components/step-curve";
import { Strip } from "@/components/strip";
import { equalTimes, TimeChart } from "@/components/time-chart";
import { TopList } from "@/components/top-list";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { kHostile, kLong, sampleTraffic, sequence } from "./samples";
import { text } from "./text";

const kBegin = "2026-01-14T00:00:00Z";
const kTimes = equalTimes(kBegin, 300, 288);
const kSeries = [
  { name: "443/tcp", values: sampleTraffic(3, 4e6) },
  { name: "6667/tcp", values: sampleTraffic(11, 1.2e6) },
  { name: kHostile, values: sampleTraffic(19, 4e5) },
];
const kBins = Array.from({ length: 24 }, (_, n) => ({ from: n * 25, to: n * 25 + 25, count: Math.round(300 * Math.exp(-(((n - 12) / 1.6) ** 2))) + (n % 5) }));

function survival(seed: number, step: number) {
  const next = sequence(seed);
  let y = 1;
  return Array.from({ length: 14 }, (_, n) => {
    if (n > 0) y *= 1 - next() * step;
    return { x: n * 2, y, low: Math.max(0, y - 0.04 - n * 0.004), high: Math.min(1, y + 0.04 + n * 0.004) };
  });
}

const kLines = [
  { name: "feed A", points: survival(5, 0.2) },
  { name: "feed B", points: survival(9, 0.08) },
];

const kStrip = "AAAAAAAAqqAAAAAAAAAAAAAAAAAAAA????AAAAAAAAqqqqqqssssssssssssssqqssssssss".repeat(2);
const kExposures = [...kStrip].map((letter, n) => (letter === "?" ? null : 0.7 + 0.3 * Math.cos(n / 7) ** 2));

function Zoomable() {
  const words = useText(text);
  const shared = useText(common);
  const format = useFormat();
  const [range, setRange] = useState<readonly [number, number]>([0, kTimes.length]);
  const [times, setTimes] = useState(kTimes);
  const [series, setSeries] = useState(kSeries);
  const cut = (from: number, to: number): void => {
    setRange([from, to]);
    setTimes(kTimes.slice(from, to));
    setSeries(kSeries.map((one) => ({ ...one, values: one.values.slice(from, to) })));
  };
  const zoom = (from: Date, to: Date): void => {
    const first = kTimes.findIndex((time) => time >= from.getTime());
    cut(first, Math.max(first + 2, kTimes.findIndex((time) => time > to.getTime())));
  };
  const whole = range[0] === 0 && range[1] === kTimes.length;
  return (
    <TimeChart
      label={words.traffic}
      name="traffic"
      times={times}
      series={series}
      text={format.bitrate}
      onZoom={zoom}
      marks={[{ at: "2026-01-14T16:40:00Z", text: words.firstSeen }]}
      actions={whole ? undefined : <Button onClick={() => cut(0, kTimes.length)}>{shared.all}</Button>}
    />
  );
}

export function Charts() {
  const words = useText(text);
  const format = useFormat();
  const seconds = (value: number): string => format.duration(value);
  const share = (value: number): string => format.percent(value, 0);
  const days = (value: number): string => format.count(value);
  return (
    <div class="stack far">
      <Zoomable />
      <BarList
        label={words.evidence}
        name="evidence"
        terms={[
          { name: "period", title: words.period, weight: 3.21, measured: "300 s ± 1.2 s", says: "1,204 of 1,210 intervals lie within 2 % of one another." },
          { name: "clients", title: words.clients, weight: 1.87, measured: "34", says: kLong },
          { name: "size", title: kHostile, weight: 0.42, measured: "118 B", says: "Requests are of one size." },
          { name: "known", title: words.service, weight: -1.35, measured: "443/tcp", says: "Many lawful services answer there." },
        ]}
        sum={{ title: words.sum, weight: 4.15, says: words.sumSays }}
      />
      <div class="columns">
        <Histogram
          label={words.intervals}
          name="intervals"
          bins={kBins}
          text={seconds}
          xTitle={words.interval}
          xTicks={[0, 120, 240, 360, 480, 600]}
          marks={[
            { at: 300, text: words.period },
            { at: 318, text: words.median },
          ]}
        />
        <StepCurve label={words.survival} name="survival" lines={kLines} xText={days} yText={share} xTitle={words.days} yTitle={words.unlisted} marks={[{ x: 8, text: words.median }]} />
      </div>
      <Strip label={words.life} name="life" strip={kStrip} from={kBegin} exposures={kExposures} marks={[{ at: "2026-01-15T22:00:00Z", text: words.firstSeen }]} />
      <div class="columns">
        <TopList
          label={words.top}
          name="top"
          items={[
            { key: "a", text: "443/tcp", value: 91e9, href: "/gallery?part=charts" },
            { key: "b", text: "6667/tcp", value: 31e9, note: "IRC" },
            { key: "c", text: kHostile, value: 4e9 },
            { key: "d", text: kLong, value: 9e8 },
            { key: "e", text: "53/udp", value: 0 },
          ]}
          text={format.octets}
          itemTitle={words.service}
          valueTitle={words.traffic}
        />
        <Matrix
          label={words.overlap}
          name="overlap"
          rows={["事業者A", "事業者B", "Operator C", kLong]}
          columns={["事業者A", "事業者B", "Operator C", kLong]}
          values={[
            [812, 204, 33, null],
            [204, 640, 51, 7],
            [33, 51, 120, 0],
            [null, 7, 0, 18],
          ]}
          text={format.count}
          rowTitle={words.operator}
        />
      </div>
    </div>
  );
}
