// Storage and retention: what is kept, how much, since when, for how long; and what room is left.
import { useAnswer } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Bar } from "@/components/bar";
import { Icon } from "@/components/icon";
import { Figures } from "@/components/keyvalue";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { daysOf, isScarce, octetsOf } from "./amounts";
import { text } from "./text";
import { ownOf } from "@/text/own";

type StorageAnswer = Schema<"Storage">;
type Kept = StorageAnswer["items"][number];

export function StoragePart() {
  const words = useText(text);
  const answer = useAnswer("/storage", {}, { everySeconds: 60 });
  const columns = useColumns(octetsOf(answer.data?.items ?? []));
  return (
    <div class="stack">
      <p class="soft told">{words.lead}</p>
      <Answered answer={answer} empty={<EmptyState title={words.empty} />}>
        {(storage) => (
          <div class="stack">
            <Disk storage={storage} />
            <Table
              label={words.label}
              name="storage"
              columns={columns}
              rows={storage.items}
              keyOf={(kept) => `${kept.store} ${kept.table}`}
              defaultSort="-octets"
              sortName="tables"
            />
          </div>
        )}
      </Answered>
    </div>
  );
}

function Disk({ storage }: { readonly storage: StorageAnswer }) {
  const words = useText(text);
  const format = useFormat();
  const { disk } = storage;
  const share = disk && disk.size > 0 ? disk.free / disk.size : undefined;
  return (
    <>
      <Figures
        pairs={[
          { name: words.used, value: format.storage(octetsOf(storage.items)) },
          { name: words.free, value: disk && format.storage(disk.free) },
          { name: words.size, value: disk && format.storage(disk.size) },
        ]}
      />
      {share !== undefined && (
        <div class="disk">
          <Bar share={1 - share} text={format.percent(1 - share, 0)} tone={disk && isScarce(disk) ? "bad" : "plain"} />
          <p class="soft small">{words.usedShare}</p>
        </div>
      )}
      {disk && isScarce(disk) && (
        <p class="refused" role="alert">
          <Icon name="triangle" size={13} />{" "}
          {words.scarce}
        </p>
      )}
    </>
  );
}

function useColumns(all: number): Column<Kept>[] {
  const words = useText(text);
  const format = useFormat();
  const names = words.tables as Readonly<Record<string, string>>;
  const retention = (kept: Kept): string => {
    const days = daysOf(kept.retention_seconds);
    if (days === null) return words.forEver;
    return days >= 1 ? words.days(format.count(days)) : format.duration(kept.retention_seconds);
  };
  return [
    {
      id: "table",
      title: words.table,
      width: 14,
      grow: true,
      sort: (a, b) => a.table.localeCompare(b.table),
      cell: (kept) => (
        <>
          {ownOf(names, kept.table) ?? kept.table} {ownOf(names, kept.table) && <span class="mono soft small">{kept.table}</span>}
        </>
      ),
      csv: (kept) => kept.table,
    },
    { id: "store", title: words.store, width: 8, sort: (a, b) => a.store.localeCompare(b.store), cell: (kept) => words.stores[kept.store], csv: (kept) => kept.store },
    {
      id: "octets",
      title: words.octets,
      width: 8,
      numeric: true,
      descendingFirst: true,
      sort: (a, b) => a.octets - b.octets,
      cell: (kept) => format.storage(kept.octets),
      csv: (kept) => kept.octets,
    },
    {
      id: "share",
      title: words.share,
      width: 9,
      hideBelow: 560,
      cell: (kept) => <Bar share={all > 0 ? kept.octets / all : null} text={format.percent(all > 0 ? kept.octets / all : null)} />,
    },
    {
      id: "rows",
      title: words.rows,
      width: 8,
      numeric: true,
      descendingFirst: true,
      hideBelow: 480,
      sort: (a, b) => (a.rows ?? -1) - (b.rows ?? -1),
      cell: (kept) => format.count(kept.rows),
      csv: (kept) => kept.rows,
    },
    { id: "oldest", title: words.oldest, width: 8, hideBelow: 760, cell: (kept) => format.day(kept.oldest), csv: (kept) => kept.oldest },
    { id: "newest", title: words.newest, width: 8.5, hideBelow: 860, cell: (kept) => <Timestamp at={kept.newest} relative />, csv: (kept) => kept.newest },
    {
      id: "retention",
      title: words.retention,
      width: 9,
      sort: (a, b) => (a.retention_seconds ?? Infinity) - (b.retention_seconds ?? Infinity),
      cell: retention,
      csv: (kept) => kept.retention_seconds,
    },
  ];
}
