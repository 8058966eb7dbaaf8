// The table: the console's main way to show things.
//
// It draws only the rows that are seen, so that a hundred thousand scroll as smoothly as ten.  Rows
// are in memory (`rows`) or fetched as they are scrolled to (`source`).  The order is in the URL.
// Arrow keys, Home, End and the page keys move, Enter opens.  Paper gets the first thousand rows.
import { useMemo } from "preact/hooks";
import { param, useQuery } from "@/router/query";
import type { Column, TableManners } from "./columns";
import { useFetchedRows, useRowsInMemory, type Rows, type RowSource } from "./rows";
import { Sheet } from "./sheet";

export type { Column } from "./columns";
export type { RowSource } from "./rows";

export interface TableProps<Row> extends TableManners<Row> {
  readonly rows: readonly Row[];
  /** Rows come page by page: fetches the next when the end is near. */
  readonly more?: (() => void) | undefined;
  /** There are more than `rows`. */
  readonly unfinished?: boolean | undefined;
  /** Every row, for the CSV file, where `rows` is unfinished. */
  readonly all?: (() => Promise<readonly Row[]>) | undefined;
}

export interface SourceTableProps<Row> extends TableManners<Row> {
  readonly source: RowSource<Row>;
}

const kNear = 20; // rows from the end at which the next page is asked for

function useSort(name: string, otherwise: string): [string, (sort: string) => void] {
  const spec = useMemo(() => ({ [name]: param.text(otherwise) }), [name, otherwise]);
  const [query, set] = useQuery(spec);
  return [query[name] ?? otherwise, (sort) => set({ [name]: sort })];
}

function comparingBy<Row>(columns: readonly Column<Row>[]): (by: string) => ((a: Row, b: Row) => number) | undefined {
  return (by) => {
    const how = columns.find((column) => column.id === by)?.sort;
    return typeof how === "function" ? how : undefined;
  };
}

/** A table of rows in memory. */
export function Table<Row>(props: TableProps<Row>) {
  const { rows, columns, sortName = "sort", defaultSort = "", unfinished = false, more, all } = props;
  const [sort, setSort] = useSort(sortName, defaultSort);
  const inMemory = useRowsInMemory(rows, sort, comparingBy(columns));
  const from: Rows<Row> = unfinished && all ? { ...inMemory, all } : inMemory;
  const near = (last: number): void => {
    if (unfinished && last >= rows.length - kNear) more?.();
  };
  return <Sheet {...props} from={from} sort={sort} setSort={setSort} near={near} unfinished={unfinished} />;
}

const kNothing = (): void => undefined;

/** A table of rows that the hub keeps. */
export function SourceTable<Row>(props: SourceTableProps<Row>) {
  const { source, sortName = "sort", defaultSort = "" } = props;
  const [sort, setSort] = useSort(sortName, defaultSort);
  const from = useFetchedRows(source, sort);
  return <Sheet {...props} from={from} sort={sort} setSort={setSort} near={kNothing} unfinished={false} />;
}
