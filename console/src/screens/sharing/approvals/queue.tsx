// The queue as a table: what waits, oldest first; those without objections can be chosen together,
// all of them or the objects of one Finding.
import { useMemo } from "preact/hooks";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import type { Pages } from "@/api/answer";
import { useText } from "@/text/dictionary";
import { collectionTitle, type Collections } from "../places";
import { text as sharingText } from "../text";
import { bundleOf } from "./bundle";
import { isBlocked, nameOf, type Waiting } from "./checks";
import { useTypeName } from "./item";
import { text } from "./text";

export interface QueueProps {
  readonly pages: Pages<Waiting>;
  readonly current: number | undefined;
  readonly hrefOf: (number: number) => string;
  readonly chosen: ReadonlySet<number>;
  readonly choose: (chosen: ReadonlySet<number>) => void;
  readonly collections: Collections;
  readonly releaseChosen: () => void;
}

function toggled(chosen: ReadonlySet<number>, number: number): ReadonlySet<number> {
  const next = new Set(chosen);
  if (!next.delete(number)) next.add(number);
  return next;
}

/** What would be released with the one that is looked at; nothing where it stands alone. */
function useBundle(rows: readonly Waiting[], current: number | undefined): readonly number[] {
  return useMemo(() => {
    const one = rows.find((item) => item.number === current);
    const clean = one ? bundleOf(rows, one).filter((item) => !isBlocked(item)) : [];
    return clean.length > 1 ? clean.map((item) => item.number) : [];
  }, [rows, current]);
}

export function Queue(props: QueueProps) {
  const { pages, current, chosen, choose, hrefOf, releaseChosen } = props;
  const words = useText(text);
  const format = useFormat();
  const columns = useColumns(props);
  const bundle = useBundle(pages.rows, current);
  const clean = pages.rows.filter((item) => !isBlocked(item)).map((item) => item.number);
  return (
    <Table
      label={words.queue}
      name="approvals"
      columns={columns}
      rows={pages.rows}
      more={pages.more}
      unfinished={pages.unfinished}
      all={pages.all}
      keyOf={(item) => String(item.number)}
      hrefOf={(item) => hrefOf(item.number)}
      maxHeight="62vh"
      actions={
        <>
          {chosen.size > 0 && (
            <Button kind="primary" onClick={releaseChosen}>
              {words.releaseChosen(format.count(chosen.size))}
            </Button>
          )}
          {chosen.size === 0 && bundle.length > 0 && (
            <Button kind="quiet" onClick={() => choose(new Set(bundle))}>
              {words.selectBundle(format.count(bundle.length))}
            </Button>
          )}
          <Button kind="quiet" disabled={clean.length === 0} onClick={() => choose(new Set(chosen.size > 0 ? [] : clean))}>
            {chosen.size > 0 ? words.selectNone : words.selectAll}
          </Button>
        </>
      }
    />
  );
}

function useColumns({ current, hrefOf, chosen, choose, collections }: QueueProps): Column<Waiting>[] {
  const words = useText(text);
  const shared = useText(sharingText);
  const format = useFormat();
  const typeName = useTypeName();
  return [
    {
      id: "select",
      title: words.select,
      width: 4.5,
      screenOnly: true,
      cell: (item) => (
        <input
          type="checkbox"
          class="choose"
          aria-label={words.selectOne(nameOf(item.object))}
          checked={chosen.has(item.number)}
          disabled={isBlocked(item)}
          onChange={() => choose(toggled(chosen, item.number))}
        />
      ),
    },
    {
      id: "name",
      title: shared.object,
      width: 12,
      grow: true,
      cell: (item) => (
        <a href={hrefOf(item.number)} aria-current={item.number === current ? "true" : undefined}>
          {item.number === current && <Icon name="right" size={12} />}
          {nameOf(item.object)}
        </a>
      ),
      csv: (item) => nameOf(item.object),
    },
    {
      id: "remarks",
      title: words.remarks,
      width: 9,
      cell: (item) => <Findings item={item} />,
      csv: (item) => item.remarks.map((remark) => `${remark.rule} ${remark.property}`).join("; "),
    },
    { id: "type", title: shared.type, width: 8, hideBelow: 640, cell: (item) => typeName(item.type), csv: (item) => item.type },
    {
      id: "part",
      title: words.part,
      width: 9.5,
      hideBelow: 700,
      cell: (item) => shared.part[item.part],
      csv: (item) => item.part,
    },
    {
      id: "collection",
      title: shared.collection,
      width: 10,
      hideBelow: 820,
      cell: (item) => collectionTitle(item.collection, collections),
      csv: (item) => item.collection,
    },
    { id: "id", title: "ID", width: 8, csvOnly: true, cell: (item) => item.id, csv: (item) => item.id },
    {
      id: "added",
      title: shared.added,
      width: 7,
      hideBelow: 620,
      cell: (item) => <Timestamp at={item.added} relative />,
      csv: (item) => format.exactTime(item.added),
    },
  ];
}

function Findings({ item }: { readonly item: Waiting }) {
  const words = useText(text);
  const format = useFormat();
  const blocking = item.remarks.filter((remark) => remark.blocks).length;
  if (blocking > 0) return <Badge tone="bad">{words.blocksCount(format.count(blocking))}</Badge>;
  if (item.remarks.length > 0) return <Badge tone="warn">{words.noteCount(format.count(item.remarks.length))}</Badge>;
  return <Badge tone="good">{words.clean}</Badge>;
}
