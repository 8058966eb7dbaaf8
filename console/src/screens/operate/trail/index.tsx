// The audit trail: newest first, page by page as one scrolls; words filter what has been read, and the
// whole trail can be taken along to be checked elsewhere.
import { useEffect } from "preact/hooks";
import { usePages } from "@/api/answer";
import { addressOf } from "@/api/client";
import type { Schema } from "@/api/contract";
import { Button } from "@/components/button";
import { Copy } from "@/components/copy";
import { Icon } from "@/components/icon";
import { Field } from "@/components/forms";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { holdsWords } from "../words";
import { text } from "./text";
import { ownOf } from "@/text/own";

type Entry = Schema<"TrailEntry">;
const querySpec = { q: param.text() };

/** With a filter, pages are read until there is something to see, within reason. */
const kEnough = 50;
const kReadAtMost = 20_000;

export function Trail() {
  const words = useText(text);
  const format = useFormat();
  const [query, setQuery] = useQuery(querySpec);
  const actionName = useActionName();
  const columns = useColumns();
  const pages = usePages("/trail", { query: { order: "newest", limit: 500 } });
  const fits = (entry: Entry): boolean =>
    holdsWords(query.q, [entry.account, entry.action, actionName(entry.action), entry.subject, entry.outcome, entry.peer]);
  const found = query.q === "" ? pages.rows : pages.rows.filter(fits);
  const searching = query.q !== "" && found.length < kEnough && pages.unfinished && pages.rows.length < kReadAtMost;
  useEffect(() => {
    if (searching) pages.more();
  }, [searching, pages.rows.length]);
  return (
    <div class="stack">
      <p class="soft told">{words.lead}</p>
      <div class="row no-print">
        <span class="found-only">
          <Field label={words.find} hideLabel type="search" placeholder={words.find} value={query.q} onInput={(q) => setQuery({ q }, { replace: true })} />
        </span>
        {query.q !== "" && (
          <span class="soft small" role="status">
            {words.foundIn(format.count(found.length), format.count(pages.rows.length))}
          </span>
        )}
        {query.q !== "" && pages.unfinished && (
          <Button onClick={pages.more}>{words.more}</Button>
        )}
        <a class="button quiet" href={addressOf("/trail/export")} download="trail.jsonl" title={words.exportSays}>
          <Icon name="down" size={13} />
          {words.export}
        </a>
      </div>
      <Answered answer={pages.answer} empty={<EmptyState title={words.empty} />} lines={12}>
        {() => (
          <Table
            label={words.label}
            name="trail"
            columns={columns}
            rows={found}
            more={pages.more}
            unfinished={pages.unfinished}
            all={async () => (await pages.all()).filter(fits)}
            keyOf={(entry) => String(entry.number)}
          />
        )}
      </Answered>
    </div>
  );
}

function useActionName(): (action: string) => string {
  const words = useText(text);
  const names = words.actions as Readonly<Record<string, string>>;
  return (action) => ownOf(names, action) ?? action;
}

const isRefused = (entry: Entry): boolean => entry.outcome.startsWith("refused");

function useColumns(): Column<Entry>[] {
  const words = useText(text);
  const format = useFormat();
  const actionName = useActionName();
  return [
    { id: "number", title: words.number, width: 5.5, numeric: true, hideBelow: 560, cell: (entry) => format.count(entry.number), csv: (entry) => entry.number },
    {
      id: "at",
      title: words.at,
      width: 12.5,
      cell: (entry) => (
        <time dateTime={entry.at} title={format.relative(entry.at)}>
          {format.exactTime(entry.at)}
        </time>
      ),
      csv: (entry) => entry.at,
    },
    { id: "account", title: words.account, width: 7, cell: (entry) => <span class="mono">{entry.account}</span>, csv: (entry) => entry.account },
    {
      id: "action",
      title: words.action,
      width: 11.5,
      cell: (entry) => <span title={entry.action}>{actionName(entry.action)}</span>,
      csv: (entry) => entry.action,
    },
    {
      id: "subject",
      title: words.subject,
      width: 11,
      grow: true,
      cell: (entry) => (
        <span class="mono" title={entry.subject}>
          {entry.subject}
        </span>
      ),
      csv: (entry) => entry.subject,
    },
    {
      id: "outcome",
      title: words.outcome,
      width: 10.5,
      cell: (entry) =>
        isRefused(entry) ? (
          <span class="refused" title={entry.outcome}>
            <Icon name="cross" size={12} />{" "}
            {entry.outcome}
          </span>
        ) : (
          <span title={entry.outcome}>{entry.outcome}</span>
        ),
      csv: (entry) => entry.outcome,
    },
    { id: "peer", title: words.peer, width: 8, hideBelow: 900, cell: (entry) => <span class="mono">{entry.peer || "–"}</span>, csv: (entry) => entry.peer },
    {
      id: "chain",
      title: words.chain,
      screenOnly: true,
      width: 9,
      hideBelow: 1100,
      cell: (entry) => (
        <span class="chain mono" title={words.chainSays(entry.chain)}>
          {entry.chain.slice(0, 8)}… <Copy value={entry.chain} label={words.chainSays(entry.chain.slice(0, 8))} />
        </span>
      ),
      csv: (entry) => entry.chain,
    },
  ];
}
