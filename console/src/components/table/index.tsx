// The table: the console's main way to show things.
//
// It draws only the rows that are seen, so that a hundred thousand scroll as smoothly as ten.  Rows
// are in memory (`rows`) or fetched as they are scrolled to (`source`).  The order is in the URL.
// Arrow keys, Home, End and the page keys move, Enter opens.  Paper gets the first thousand rows.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useFormat } from "@/format/format";
import { navigate } from "@/router/location";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import type { CsvField } from "../csv";
import { DownloadCsv } from "../download";
import { ErrorState, Skeleton } from "../states";
import { text } from "../text";
import { TableHead } from "./head";
import { kPrinted, usePrinting } from "./printing";
import { useFetchedRows, useRowsInMemory, type Rows, type RowSource } from "./rows";
import { rowAfter, scrollFor, windowOf, type View } from "./window";
import "./table.css";

export type { RowSource } from "./rows";

export interface Column<Row> {
  /** Its name in the URL and, for fetched rows, for the hub. */
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Least width in rem; 8 without it. */
  readonly width?: number | undefined;
  /** Takes the room that is left. */
  readonly grow?: boolean | undefined;
  readonly numeric?: boolean | undefined;
  /** In memory: how to compare; fetched: true where the hub can sort by it. */
  readonly sort?: ((a: Row, b: Row) => number) | true | undefined;
  readonly descendingFirst?: boolean | undefined;
  /** The value in the CSV file; without it the column is not in the file. */
  readonly csv?: ((row: Row) => CsvField) | undefined;
  /** Left out where the table is narrower than so many pixels. */
  readonly hideBelow?: number | undefined;
  /** In the CSV file and nowhere else: an id, which a person reads by its name. */
  readonly csvOnly?: boolean | undefined;
}

interface Common<Row> {
  /** Names the table for screen readers. */
  readonly label: string;
  /** Of the CSV file. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Where Enter and a click on the row lead. */
  readonly hrefOf?: ((row: Row) => string | undefined) | undefined;
  /** "column" or "-column"; "" leaves the rows as they come. */
  readonly defaultSort?: string | undefined;
  /** The query parameter that holds the order; "sort" without it. Two tables on a page need two. */
  readonly sortName?: string | undefined;
  /** Instead of "No rows." */
  readonly empty?: ComponentChildren;
  /** Beside the number of rows. */
  readonly actions?: ComponentChildren;
  /** Greatest height; "72vh" without it, "none" for short tables. */
  readonly maxHeight?: string | undefined;
  /** Rows as high as their text needs: for at most some hundred rows. */
  readonly wrap?: boolean | undefined;
}

export interface TableProps<Row> extends Common<Row> {
  readonly rows: readonly Row[];
  /** Rows come page by page: fetches the next when the end is near. */
  readonly more?: (() => void) | undefined;
  /** There are more than `rows`. */
  readonly unfinished?: boolean | undefined;
  /** Every row, for the CSV file, where `rows` is unfinished. */
  readonly all?: (() => Promise<readonly Row[]>) | undefined;
}

export interface SourceTableProps<Row> extends Common<Row> {
  readonly source: RowSource<Row>;
}

const kSortSpecs = new Map<string, { sort: ReturnType<typeof param.text> }>();

function useSort(name: string, otherwise: string): [string, (sort: string) => void] {
  const place = `${name}\n${otherwise}`;
  const spec = useMemo(() => {
    const made = kSortSpecs.get(place) ?? { sort: param.text(otherwise) };
    kSortSpecs.set(place, made);
    return { [name]: made.sort };
  }, [place]);
  const [query, set] = useQuery(spec);
  return [query[name] ?? otherwise, (sort) => set({ [name]: sort })];
}

/** A table of rows in memory. */
export function Table<Row>(props: TableProps<Row>) {
  const { rows, columns, sortName = "sort", defaultSort = "", unfinished = false, more, all } = props;
  const [sort, setSort] = useSort(sortName, defaultSort);
  const comparing = (by: string): ((a: Row, b: Row) => number) | undefined => {
    const how = columns.find((column) => column.id === by)?.sort;
    return typeof how === "function" ? how : undefined;
  };
  const inMemory = useRowsInMemory(rows, sort, comparing);
  const shown: Rows<Row> = unfinished && all ? { ...inMemory, all } : inMemory;
  const near = (last: number): void => {
    if (unfinished && last >= rows.length - 20) more?.();
  };
  return <Sheet {...props} from={shown} sort={sort} setSort={setSort} near={near} unfinished={unfinished} />;
}

/** A table of rows that the hub keeps. */
export function SourceTable<Row>(props: SourceTableProps<Row>) {
  const { source, sortName = "sort", defaultSort = "" } = props;
  const [sort, setSort] = useSort(sortName, defaultSort);
  const fetched = useFetchedRows(source, sort);
  return <Sheet {...props} from={fetched} sort={sort} setSort={setSort} near={() => undefined} unfinished={false} />;
}

interface SheetProps<Row> extends Common<Row> {
  readonly from: Rows<Row>;
  readonly sort: string;
  readonly setSort: (sort: string) => void;
  readonly near: (last: number) => void;
  readonly unfinished: boolean;
}

function useView(count: number): [View, { current: HTMLDivElement | null }, number] {
  const scroller = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState({ scrollTop: 0, height: 600, width: 1200, rowHeight: 32 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let asked = 0;
    const measure = (): void => {
      asked = 0;
      const rowHeight = element.querySelector<HTMLElement>("tbody tr.line")?.offsetHeight || 32;
      setBox({ scrollTop: element.scrollTop, height: element.clientHeight || 600, width: element.clientWidth || 1200, rowHeight });
    };
    const soon = (): void => {
      asked ||= requestAnimationFrame(measure);
    };
    measure();
    element.addEventListener("scroll", soon, { passive: true });
    const watch = new ResizeObserver(soon);
    watch.observe(element);
    return () => {
      cancelAnimationFrame(asked);
      element.removeEventListener("scroll", soon);
      watch.disconnect();
    };
  }, []);
  return [{ ...box, count }, scroller, box.width];
}

function Sheet<Row>(props: SheetProps<Row>) {
  const { label, name, columns, keyOf, hrefOf, empty, actions, maxHeight = "72vh", wrap = false } = props;
  const { from, sort, setSort, near, unfinished } = props;
  const words = useText(text);
  const format = useFormat();
  const id = useId();
  const printing = usePrinting();
  const [view, scroller, width] = useView(from.count);
  const [active, setActive] = useState(-1);

  const drawn = columns.filter((column) => !column.csvOnly);
  const shown = drawn.filter((column) => printing || !column.hideBelow || width >= column.hideBelow);
  const whole = wrap || printing;
  const { first, last } = whole ? { first: 0, last: Math.min(from.count, printing ? kPrinted : Infinity) } : windowOf(view);
  useEffect(() => {
    from.want(first, last);
    near(last);
  });
  useEffect(() => setActive(-1), [sort]);

  const open = (row: Row | undefined): void => {
    const href = row && hrefOf?.(row);
    if (href) navigate(href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof Element && event.target.closest("input, select, textarea, [role=menu]")) return;
    if (event.key === "Enter" && event.target === event.currentTarget) return open(from.at(active));
    const to = rowAfter(event.key, active, view);
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setActive(to);
    if (scroller.current) scroller.current.scrollTop = scrollFor(to, view);
  };

  const exported = columns.filter((column) => column.csv);
  const csvRows = async (): Promise<CsvField[][]> =>
    (await from.all()).map((row) => exported.map((column) => column.csv?.(row)));
  const least = shown.reduce((sum, column) => sum + (column.width ?? 8), 0);
  const indices = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);

  return (
    <div class="table-frame">
      <div class="row apart table-tools">
        <span class="soft small" role="status">
          {from.loading || (from.problem && from.count === 0) ? "" : (unfinished ? words.rowsLoaded : words.rows)(format.count(from.count))}
        </span>
        <span class="row no-print">
          {actions}
          {exported.length > 0 && <DownloadCsv name={name} head={exported.map((column) => column.title)} rows={csvRows} />}
        </span>
      </div>
      {from.problem && <ErrorState title={words.loadFailed} problem={from.problem} again={from.again} />}
      <div class={wrap ? "table-scroll wrap" : "table-scroll"} style={{ maxHeight }} ref={scroller}>
        <table
          role="grid"
          class={from.loading && from.count > 0 ? "table stale" : "table"}
          aria-label={label}
          aria-rowcount={unfinished ? -1 : from.count + 1}
          aria-colcount={drawn.length}
          aria-busy={from.loading}
          aria-activedescendant={active >= first && active < last ? `${id}-${active}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={(event) => {
            if (event.target === event.currentTarget && active < 0 && from.count > 0) setActive(first);
          }}
          style={{ minWidth: `${least}rem` }}
        >
          <colgroup>
            {shown.map((column) => (
              <col key={column.id} style={column.grow ? {} : { width: `${column.width ?? 8}rem` }} />
            ))}
          </colgroup>
          <TableHead columns={shown} all={drawn} sort={sort} setSort={setSort} />
          <tbody>
            {first > 0 && <Room rows={first} height={view.rowHeight} columns={shown.length} />}
            {indices.map((index) => {
              const row = from.at(index);
              return (
                <Line
                  key={row ? keyOf(row) : index}
                  row={row}
                  id={`${id}-${index}`}
                  index={index}
                  columns={shown}
                  all={drawn}
                  active={index === active}
                  opens={hrefOf !== undefined}
                  onClick={(event) => {
                    setActive(index);
                    if (!isPart(event)) open(row);
                  }}
                />
              );
            })}
            {last < from.count && !whole && <Room rows={from.count - last} height={view.rowHeight} columns={shown.length} />}
          </tbody>
        </table>
        {from.loading && from.count === 0 && <Skeleton lines={8} />}
      </div>
      {!from.loading && !from.problem && from.count === 0 && <div class="table-empty">{empty ?? words.noRows}</div>}
      {printing && from.count > kPrinted && <p class="small">{words.printedFirst(format.count(kPrinted))}</p>}
    </div>
  );
}

/** A click on something that acts by itself, or the end of marking text. */
function isPart(event: MouseEvent): boolean {
  if (event.defaultPrevented) return true;
  if (event.target instanceof Element && event.target.closest("a, button, input, label, select, summary")) return true;
  return (getSelection()?.toString() ?? "") !== "";
}

/** Stands for rows that are not drawn. */
function Room({ rows, height, columns }: { rows: number; height: number; columns: number }) {
  return (
    <tr aria-hidden="true" class="room">
      <td colSpan={columns} style={{ height: `${rows * height}px` }} />
    </tr>
  );
}

interface LineProps<Row> {
  readonly row: Row | undefined;
  readonly id: string;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly all: readonly Column<Row>[];
  readonly active: boolean;
  readonly opens: boolean;
  readonly onClick: (event: MouseEvent) => void;
}

function Line<Row>({ row, id, index, columns, all, active, opens, onClick }: LineProps<Row>) {
  const look = `line${active ? " active" : ""}${opens ? " opens" : ""}`;
  return (
    <tr id={id} class={look} aria-rowindex={index + 2} aria-selected={active} onClick={onClick}>
      {columns.map((column) => (
        <td key={column.id} class={column.numeric ? "number" : ""} aria-colindex={all.indexOf(column) + 1}>
          {row ? column.cell(row) : <span class="coming" />}
        </td>
      ))}
    </tr>
  );
}
