// Objects in a list: type, name, score, colour, source, age.  The same for results, look-ups and
// neighbours; thousands come page by page as one scrolls.
import { useEffect } from "preact/hooks";
import { useAnswer, type Pages } from "@/api/answer";
import { Badge, Tlp } from "@/components/badge";
import { Bar } from "@/components/bar";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { Glyph, TypeName } from "./glyph";
import { changedAt, collectionsById, makerOf, tlpOfHit, type Collections, type Hit } from "./hits";
import { rememberNames, type Names } from "./names";
import { objectHref } from "./reference";
import { SafeText } from "./safe-text";
import { text } from "./text";
import { useTitles } from "./title";
import { typeWords, wordFor } from "./words/types";

export interface HitTableProps {
  readonly label: string;
  /** Of the CSV file. */
  readonly name: string;
  readonly pages: Pages<Hit>;
  readonly sortName?: string | undefined;
  readonly maxHeight?: string | undefined;
}

export function useCollections(): Collections {
  const answer = useAnswer("/collections", {});
  return collectionsById(answer.data?.items ?? []);
}

function sourceText(hit: Hit, names: Names, collections: Collections): string {
  const maker = makerOf(hit.object);
  return (maker && names.get(maker)) || collections.get(hit.collection)?.title || "";
}

const kNarrow = 600; // pixels below which the type is a glyph before the name (search.css)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function HitTable({ label, name, pages, sortName, maxHeight }: HitTableProps) {
  const words = useText(text);
  const types = useText(typeWords);
  const format = useFormat();
  const collections = useCollections();
  const { names, title } = useTitles(pages.rows);
  useEffect(() => rememberNames(pages.rows), [pages.rows]);
  // A list that is not all here cannot be put into another order here.
  const sorted = <C extends (a: Hit, b: Hit) => number>(compare: C): C | undefined => (pages.unfinished ? undefined : compare);
  const columns: Column<Hit>[] = [
    {
      id: "type",
      title: words.type,
      width: 10.5,
      hideBelow: kNarrow,
      cell: (hit) => <TypeName type={hit.type} />,
      sort: sorted((a, b) => compareText(wordFor(types, a.type), wordFor(types, b.type))),
      csv: (hit) => hit.type,
    },
    {
      id: "name",
      title: words.name,
      width: 13,
      grow: true,
      cell: (hit) => (
        <>
          <span class="narrow-glyph">
            <Glyph type={hit.type} />
          </span>
          <a href={objectHref(hit.id)}>
            <SafeText text={title(hit)} />
          </a>{" "}
          {hit.revoked && <Badge tone="warn">{words.revoked}</Badge>}
        </>
      ),
      sort: sorted((a, b) => compareText(title(a), title(b))),
      csv: title,
    },
    {
      id: "score",
      title: words.score,
      width: 7,
      hideBelow: 480,
      cell: (hit) => <Bar share={hit.score / 100} text={format.count(Math.round(hit.score))} />,
      sort: sorted((a, b) => a.score - b.score),
      descendingFirst: true,
      csv: (hit) => hit.score,
    },
    {
      id: "tlp",
      title: words.tlp,
      width: 9.5,
      hideBelow: 620,
      cell: (hit) => {
        const colour = tlpOfHit(hit, collections);
        return colour ? <Tlp label={colour} /> : "–";
      },
      csv: (hit) => tlpOfHit(hit, collections),
    },
    {
      id: "source",
      title: words.source,
      width: 10,
      hideBelow: 860,
      cell: (hit) => <SafeText text={sourceText(hit, names, collections)} />,
      csv: (hit) => sourceText(hit, names, collections),
    },
    {
      id: "added",
      title: words.age,
      width: 8.5,
      cell: (hit) => <Timestamp at={hit.added} relative />,
      sort: sorted((a, b) => compareText(a.added, b.added)),
      descendingFirst: true,
      csv: (hit) => hit.added,
    },
    {
      id: "modified",
      title: words.modified,
      width: 11.5,
      hideBelow: 1_300,
      cell: (hit) => <Timestamp at={changedAt(hit.object)} />,
      csv: (hit) => changedAt(hit.object),
    },
    { id: "id", title: words.id, csvOnly: true, cell: (hit) => hit.id, csv: (hit) => hit.id },
  ];
  return (
    <Table
      label={label}
      name={name}
      columns={columns}
      rows={pages.rows}
      keyOf={(hit) => hit.id}
      hrefOf={(hit) => objectHref(hit.id)}
      more={pages.more}
      unfinished={pages.unfinished}
      all={pages.all}
      sortName={sortName}
      maxHeight={maxHeight}
    />
  );
}
