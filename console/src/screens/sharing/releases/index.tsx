// What left: everything that the own organisation gave away, where it stands, and who can see it; and
// the way to take it back.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { usePages } from "@/api/answer";
import { Badge, Tlp } from "@/components/badge";
import { Button, Choice } from "@/components/button";
import { Field } from "@/components/forms";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { toast } from "@/components/toast";
import { useFormat } from "@/format/format";
import { pathOf } from "@/router/location";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { useCollections } from "../approvals";
import { useTypeName } from "../approvals/item";
import { collectionTitle, regionNames, type Collections } from "../places";
import { text as sharingText } from "../text";
import { audienceShort, kStates, kTones, type Release } from "./releases";
import { Retract } from "./retract";
import { text } from "./text";

const querySpec = { state: param.choice(kStates, "released"), q: param.text() };

/** Follows typing once it pauses: each word is a question to the hub. */
function useSettled(value: string, tell: (value: string) => void): [string, (value: string) => void] {
  const [typed, setTyped] = useState(value);
  useLayoutEffect(() => setTyped(value), [value]); // before the next letter is typed
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => tell(typed), 300);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}

export function Releases() {
  const words = useText(text);
  const shared = useText(sharingText);
  const [query, setQuery] = useQuery(querySpec);
  const [typed, setTyped] = useSettled(query.q, (q) => setQuery({ q }, { replace: true }));
  const [taking, setTaking] = useState<Release | null>(null);
  const collections = useCollections();
  const pages = usePages(
    "/releases",
    { query: { state: query.state, q: query.q, limit: 200 } },
    { on: ["released", "retracted", "expired"] },
  );
  const columns = useColumns(collections, setTaking);
  const done = (said: string, good: boolean): void => {
    setTaking(null);
    toast(said, good ? "good" : "bad");
    pages.answer.again();
  };
  return (
    <>
      <p class="soft told">{words.lead}</p>
      <div class="filters no-print">
        <Choice
          label={words.stateFilter}
          value={query.state}
          onChange={(state) => setQuery({ state })}
          options={kStates.map((value) => ({ value, text: value === "all" ? words.all : shared.state[value] }))}
        />
        <Field label={words.words} hideLabel type="search" placeholder={words.wordsHint} value={typed} onInput={setTyped} maxLength={200} />
      </div>
      <Answered answer={pages.answer} empty={<EmptyState title={words.empty}>{words.emptyText}</EmptyState>} lines={10}>
        {() => (
          <Table
            label={words.label}
            name={`releases-${query.state}`}
            columns={columns}
            rows={pages.rows}
            more={pages.more}
            unfinished={pages.unfinished}
            all={pages.all}
            keyOf={(release) => release.number}
            hrefOf={(release) => pathOf("intelligence", "objects", release.id)}
          />
        )}
      </Answered>
      {taking && <Retract release={taking} collections={collections} onClose={() => setTaking(null)} onDone={done} />}
    </>
  );
}

function useColumns(collections: Collections, take: (release: Release) => void): Column<Release>[] {
  const words = useText(text);
  const shared = useText(sharingText);
  const format = useFormat();
  const typeName = useTypeName();
  const short = (release: Release): string =>
    audienceShort(
      release.audience,
      (n) => shared.organisations(format.count(n)),
      (n) => shared.hubs(format.count(n)),
    );
  return [
    {
      id: "name",
      title: words.object,
      width: 14,
      grow: true,
      cell: (release) => <a href={pathOf("intelligence", "objects", release.id)}>{release.name}</a>,
      csv: (release) => release.name,
    },
    { id: "id", title: "ID", width: 10, csvOnly: true, cell: (release) => <span class="mono">{release.id}</span>, csv: (release) => release.id },
    {
      id: "state",
      title: words.state,
      width: 8,
      cell: (release) => <Badge tone={kTones[release.state]}>{shared.state[release.state]}</Badge>,
      csv: (release) => release.state,
    },
    {
      id: "to",
      title: words.to,
      width: 10,
      cell: (release) => <span title={release.audience?.organisations.join(", ")}>{short(release)}</span>,
      csv: (release) => release.audience?.organisations.join("; "),
    },
    {
      id: "collection",
      title: shared.collection,
      width: 9,
      hideBelow: 760,
      cell: (release) => collectionTitle(release.collection, collections),
      csv: (release) => collectionTitle(release.collection, collections),
    },
    { id: "tlp", title: shared.tlp, width: 10.5, hideBelow: 560, cell: (release) => <Tlp label={release.tlp} />, csv: (release) => release.tlp },
    {
      id: "regions",
      title: shared.regions,
      width: 8,
      hideBelow: 1450,
      cell: (release) => regionNames(release.regions, format.language, shared.allRegions),
      csv: (release) => release.regions?.join("; "),
    },
    { id: "type", title: shared.type, width: 8, hideBelow: 1400, cell: (release) => typeName(release.type), csv: (release) => release.type },
    {
      id: "hops",
      title: shared.hops,
      width: 6,
      numeric: true,
      hideBelow: 1300,
      cell: (release) => format.count(release.hops ?? 0),
      csv: (release) => release.hops,
    },
    {
      id: "added",
      title: words.when,
      width: 10.5,
      hideBelow: 640,
      cell: (release) => <Timestamp at={release.added} />,
      csv: (release) => release.added,
    },
    {
      id: "expires",
      title: words.expires,
      width: 9,
      hideBelow: 1350,
      cell: (release) => (release.expires ? <Timestamp at={release.expires} relative /> : <span class="soft">{shared.forEver}</span>),
      csv: (release) => release.expires,
    },
    {
      id: "action",
      title: words.action,
      width: 8,
      screenOnly: true,
      cell: (release) =>
        release.state === "released" ? (
          <span class="no-print">
            <Button kind="quiet" label={words.retractOne(release.name)} onClick={() => take(release)}>
              {words.retract}
            </Button>
          </span>
        ) : null,
    },
  ];
}
