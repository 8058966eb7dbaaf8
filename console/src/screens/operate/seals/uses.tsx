// Every use of the keys, newest first: when, by whom, how many, over what, who approved.
import { usePages } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Copy } from "@/components/copy";
import { Answered } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Use = Schema<"SealUses">["items"][number];

/** The hub's own key, over what it lets out. */
const kReleases = "releases";

export function SealUses() {
  const words = useText(text);
  const pages = usePages("/seals/uses", { query: { limit: 200 } });
  const columns = useColumns();
  return (
    <Answered answer={pages.answer} empty={<p class="soft">{words.noUses}</p>}>
      {() => (
        <Table
          label={words.usesLabel}
          name="seal-uses"
          columns={columns}
          rows={pages.rows}
          more={pages.more}
          unfinished={pages.unfinished}
          all={pages.all}
          keyOf={(use) => String(use.number)}
          sortName="uses"
        />
      )}
    </Answered>
  );
}

function useColumns(): Column<Use>[] {
  const words = useText(text);
  const format = useFormat();
  const approvers = (use: Use): string => use.approvals.join(", ");
  return [
    {
      id: "at",
      title: words.at,
      width: 14,
      cell: (use) => (
        <time dateTime={use.at} title={format.relative(use.at)}>
          {format.exactTime(use.at)}
        </time>
      ),
      csv: (use) => use.at,
    },
    {
      id: "key",
      title: words.key,
      width: 9,
      cell: (use) =>
        use.credential === kReleases ? <span title={words.releaseSays}>{words.release}</span> : <span class="mono">{use.credential}</span>,
      csv: (use) => use.credential,
    },
    { id: "who", title: words.who, width: 8, cell: (use) => <span class="mono">{use.account}</span>, csv: (use) => use.account },
    { id: "count", title: words.count, width: 5, numeric: true, cell: (use) => format.count(use.signatures), csv: (use) => use.signatures },
    { id: "approvals", title: words.approvals, width: 9, grow: true, hideBelow: 700, cell: (use) => approvers(use) || words.nobody, csv: approvers },
    { id: "from", title: words.from, width: 8, hideBelow: 900, cell: (use) => <span class="mono">{use.peer || words.nobody}</span>, csv: (use) => use.peer },
    {
      id: "hashes",
      title: words.over256,
      width: 11,
      hideBelow: 800,
      cell: (use) => (
        <span class="chain mono" title={use.hashes}>
          {use.hashes.slice(0, 8)}… <Copy value={use.hashes} label={`${words.over256}: ${use.hashes.slice(0, 8)}`} />
        </span>
      ),
      csv: (use) => use.hashes,
    },
  ];
}
