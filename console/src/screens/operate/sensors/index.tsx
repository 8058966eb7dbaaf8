// Exporters and sensors: what is ill stands first.
import { useAnswer } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Badge, type Tone } from "@/components/badge";
import { Bar } from "@/components/bar";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Sensor = Schema<"Sensors">["items"][number];
type Health = Schema<"SensorHealth">;

const kTones: Readonly<Record<Health, Tone>> = {
  fine: "good",
  late: "warn",
  losing: "bad",
  silent: "bad",
  stopped: "bad",
  unknown: "plain",
};
/** So many rows may be as high as their text needs. */
const kWrapped = 300;

const kOrder: readonly Health[] = ["stopped", "silent", "losing", "late", "unknown", "fine"];

export function Sensors() {
  const words = useText(text);
  const columns = useColumns();
  const answer = useAnswer("/sensors", {}, { everySeconds: 15 });
  return (
    <div class="stack">
      <p class="soft">{words.lead}</p>
      <Answered answer={answer} empty={<EmptyState title={words.empty}>{words.emptyText}</EmptyState>}>
        {({ items }) => (
          <Table
            label={words.label}
            name="sensors"
            columns={columns}
            rows={items}
            keyOf={(sensor) => `${sensor.kind} ${sensor.name}`}
            defaultSort="health"
            wrap={items.length <= kWrapped}
          />
        )}
      </Answered>
    </div>
  );
}

function useColumns(): Column<Sensor>[] {
  const words = useText(text);
  const format = useFormat();
  const less = (a: number | undefined, b: number | undefined): number => (a ?? -1) - (b ?? -1);
  return [
    { id: "name", title: words.name, width: 11, sort: (a, b) => a.name.localeCompare(b.name), cell: (sensor) => sensor.name, csv: (sensor) => sensor.name },
    { id: "kind", title: words.kind, width: 8, sort: (a, b) => a.kind.localeCompare(b.kind), cell: (sensor) => words.kinds[sensor.kind], csv: (sensor) => sensor.kind },
    {
      id: "health",
      title: words.health,
      width: 9,
      sort: (a, b) => kOrder.indexOf(a.health) - kOrder.indexOf(b.health),
      cell: (sensor) => <Badge tone={kTones[sensor.health]}>{words.healths[sensor.health]}</Badge>,
      csv: (sensor) => sensor.health,
    },
    {
      id: "rate",
      title: words.rate,
      width: 9,
      numeric: true,
      descendingFirst: true,
      sort: (a, b) => less(a.records_per_second, b.records_per_second),
      cell: (sensor) => format.si(sensor.records_per_second, words.rateUnit),
      csv: (sensor) => sensor.records_per_second,
    },
    {
      id: "lost",
      title: words.lost,
      width: 9,
      descendingFirst: true,
      sort: (a, b) => less(a.lost_share, b.lost_share),
      cell: (sensor) => (
        <span title={words.lostSays}>
          <Bar share={sensor.lost_share} text={format.percent(sensor.lost_share, 2)} tone={(sensor.lost_share ?? 0) > 0 ? "bad" : "plain"} />
        </span>
      ),
      csv: (sensor) => sensor.lost_share,
    },
    {
      id: "seen",
      title: words.lastSeen,
      width: 9,
      sort: (a, b) => (a.last_seen ?? "").localeCompare(b.last_seen ?? ""),
      cell: (sensor) => <Timestamp at={sensor.last_seen} relative />,
      csv: (sensor) => sensor.last_seen,
    },
    {
      id: "protocols",
      title: words.protocols,
      width: 9,
      hideBelow: 900,
      cell: (sensor) => (sensor.protocols ?? []).join(", ") || "–",
      csv: (sensor) => sensor.protocols?.join("; "),
    },
    {
      id: "detail",
      title: words.detail,
      width: 14,
      grow: true,
      hideBelow: 760,
      cell: (sensor) => (
        <span lang="en" title={sensor.detail}>
          {sensor.detail ?? "–"}
        </span>
      ),
      csv: (sensor) => sensor.detail,
    },
  ];
}
