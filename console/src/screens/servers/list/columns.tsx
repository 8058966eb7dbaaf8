// The columns of the list of servers; their names are those by which the hub sorts.
import type { Schema } from "@/api/contract";
import { Badge } from "@/components/badge";
import type { Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import type { Format } from "@/format/format";
import type { Wording } from "@/text/dictionary";
import { reasonText } from "../evidence/lines";
import { serverHref } from "../href";
import { Clients, Probability, Status } from "../status";
import type { text } from "../text";
import { WatchStar } from "../watch";

export type Row = Schema<"ServerRow">;
type Words = Wording<typeof text.en>;

function ServerCell({ row, words }: { readonly row: Row; readonly words: Words }) {
  return (
    <span class="server-cell">
      <WatchStar row={row} />
      <a class="mono" href={serverHref(row.id)}>
        {row.server}
      </a>
      {row.warning_list !== undefined && (
        <Badge tone="warn" title={words.onList(row.warning_list)}>
          {words.listed}
        </Badge>
      )}
    </span>
  );
}

function Reason({ row, language }: { readonly row: Row; readonly language: Format["language"] }) {
  const said = reasonText(row.reason_name, row.reason, language);
  return (
    <span class="reason-cell" title={said} lang={language === "ja" && said === row.reason ? "en" : undefined}>
      {said}
    </span>
  );
}

/** What a person does not read in a table, but takes along. */
function inFileOnly({ column }: Words): readonly Column<Row>[] {
  const only = (id: "score" | "added" | "warning_list" | "id"): Column<Row> => ({
    id,
    title: column[id],
    cell: () => null,
    csv: (row) => row[id],
    csvOnly: true,
  });
  return [only("score"), only("added"), only("warning_list"), only("id")];
}

export function columnsFor(words: Words, format: Format): readonly Column<Row>[] {
  const { column } = words;
  return [
    {
      id: "server",
      title: column.server,
      width: 15,
      cell: (row) => <ServerCell row={row} words={words} />,
      csv: (row) => row.server,
      sort: true,
    },
    {
      id: "probability",
      title: column.probability,
      width: 8.5,
      cell: (row) => <Probability value={row.probability} />,
      csv: (row) => row.probability,
      sort: true,
      descendingFirst: true,
    },
    { id: "status", title: column.status, width: 6.5, cell: (row) => <Status status={row.status} />, csv: (row) => row.status, sort: true },
    {
      id: "clients",
      title: column.clients,
      width: 5,
      numeric: true,
      cell: (row) => <Clients count={row.clients} />,
      csv: (row) => row.clients,
      sort: true,
      descendingFirst: true,
    },
    {
      id: "contacts",
      title: column.contacts,
      width: 6,
      numeric: true,
      cell: (row) => format.count(row.contacts),
      csv: (row) => row.contacts,
      sort: true,
      descendingFirst: true,
      hideBelow: 1000,
    },
    {
      id: "first_seen",
      title: column.first_seen,
      width: 10.5,
      cell: (row) => <Timestamp at={row.first_seen} />,
      csv: (row) => row.first_seen,
      sort: true,
      descendingFirst: true,
      hideBelow: 1330,
    },
    {
      id: "last_seen",
      title: column.last_seen,
      width: 7.5,
      cell: (row) => <Timestamp at={row.last_seen} relative />,
      csv: (row) => row.last_seen,
      sort: true,
      descendingFirst: true,
    },
    {
      id: "country",
      title: column.country,
      width: 7.5,
      cell: (row) => (row.country ? format.country(row.country) : <span class="soft">{words.unknownPlace}</span>),
      csv: (row) => row.country ?? "",
      sort: true,
      hideBelow: 760,
    },
    {
      id: "network",
      title: column.network,
      width: 10,
      cell: (row) => <span title={row.network}>{row.network ?? <span class="soft">–</span>}</span>,
      csv: (row) => row.network ?? "",
      hideBelow: 1490,
    },
    {
      id: "sources",
      title: column.sources,
      width: 5,
      numeric: true,
      cell: (row) => format.count(row.sources),
      csv: (row) => row.sources,
      hideBelow: 1000,
    },
    {
      id: "reason",
      title: column.reason,
      width: 12,
      grow: true,
      cell: (row) => <Reason row={row} language={format.language} />,
      csv: (row) => reasonText(row.reason_name, row.reason, format.language),
      hideBelow: 640,
    },
    ...inFileOnly(words),
  ];
}
