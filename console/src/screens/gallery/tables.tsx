// Tables of the gallery: long, fetched, short, empty, failing.
import { Badge } from "@/components/badge";
import { Bar } from "@/components/bar";
import { Section } from "@/components/page";
import { SourceTable, Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { kFailingSource, sampleRows, sampleSource, type SampleRow } from "./samples";
import { text } from "./text";

const kMany = sampleRows(100_000);
const kFew = sampleRows(6);
const kFetched = sampleSource(10_000);
const kTones = { fresh: "fire", confirmed: "good", rejected: "plain" } as const;

function useColumns(): readonly Column<SampleRow>[] {
  const words = useText(text);
  const format = useFormat();
  return [
    {
      id: "server",
      title: words.address,
      width: 13,
      cell: (row) => (
        <a class="mono" href={`/gallery?part=tables&open=${row.id}`}>
          {row.server}
        </a>
      ),
      sort: (a, b) => (a.server < b.server ? -1 : 1),
      csv: (row) => row.server,
    },
    {
      id: "probability",
      title: words.probability,
      width: 9,
      cell: (row) => <Bar share={row.probability} text={format.probability(row.probability)} tone="fire" />,
      sort: (a, b) => a.probability - b.probability,
      descendingFirst: true,
      csv: (row) => row.probability,
    },
    {
      id: "clients",
      title: words.clients,
      width: 8,
      numeric: true,
      cell: (row) => format.count(row.clients),
      sort: (a, b) => (a.clients ?? 0) - (b.clients ?? 0),
      descendingFirst: true,
      csv: (row) => row.clients,
    },
    {
      id: "seen",
      title: words.seen,
      width: 13,
      cell: (row) => <Timestamp at={row.seen} />,
      sort: (a, b) => a.seen - b.seen,
      csv: (row) => new Date(row.seen).toISOString(),
      hideBelow: 640,
    },
    { id: "status", title: words.status, width: 8, cell: (row) => <Badge tone={kTones[row.status]}>{words[row.status]}</Badge>, hideBelow: 520 },
    { id: "remark", title: words.remark, width: 12, grow: true, cell: (row) => row.remark, csv: (row) => row.remark, hideBelow: 820 },
  ];
}

export function Tables() {
  const words = useText(text);
  const columns = useColumns();
  const shared = { columns, keyOf: (row: SampleRow) => row.id };
  const fetchedColumns = columns.map((column) => ({ ...column, sort: column.id === "probability" ? (true as const) : undefined }));
  return (
    <div class="stack far">
      <Section title={words.many}>
        <Table
          {...shared}
          label={words.many}
          name="servers"
          rows={kMany}
          defaultSort="-probability"
          maxHeight="22rem"
          hrefOf={(row) => `/gallery?part=tables&open=${row.id}`}
        />
      </Section>
      <Section title={words.fetched}>
        <SourceTable {...shared} columns={fetchedColumns} label={words.fetched} name="fetched" source={kFetched} sortName="order" maxHeight="16rem" />
      </Section>
      <Section title={words.short}>
        <Table {...shared} label={words.short} name="short" rows={kFew} sortName="s3" wrap />
      </Section>
      <Section title={words.none}>
        <Table {...shared} label={words.none} name="none" rows={[]} sortName="s4" />
      </Section>
      <Section title={words.failing}>
        <SourceTable {...shared} columns={fetchedColumns} label={words.failing} name="failing" source={kFailingSource} sortName="s5" />
      </Section>
    </div>
  );
}
