// The table itself: head, the rows in sight, keyboard, CSV.  Where rows come from it does not know.
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { useFormat } from "@/format/format";
import { navigate } from "@/router/location";
import { useText } from "@/text/dictionary";
import type { CsvField } from "../csv";
import { DownloadCsv, DownloadPng } from "../download";
import { tableImage } from "../drawing/table-image";
import { ErrorState, Skeleton } from "../states";
import { text } from "../text";
import type { Column, TableManners } from "./columns";
import { TableHead } from "./head";
import { Line, Room } from "./line";
import { kPrinted, usePrinting } from "./printing";
import type { Rows } from "./rows";
import { useSeen } from "./view";
import { rowAfter, scrollFor } from "./window";
import "./table.css";

export interface SheetProps<Row> extends TableManners<Row> {
  readonly from: Rows<Row>;
  readonly sort: string;
  readonly setSort: (sort: string) => void;
  /** Told which rows are in sight, up to and without `last`. */
  readonly near: (last: number) => void;
  readonly unfinished: boolean;
}

/** The columns for which there is room; the same array while they are the same. */
function useShownColumns<Row>(columns: readonly Column<Row>[], width: number, printing: boolean): readonly Column<Row>[] {
  const fits = (column: Column<Row>): boolean =>
    !column.csvOnly && (printing ? !column.screenOnly : !column.hideBelow || width >= column.hideBelow);
  const names = columns.filter(fits).map((column) => column.id).join("\n");
  return useMemo(() => columns.filter(fits), [columns, names]);
}

/** A click on something that acts by itself, or the end of marking text. */
function isPart(event: MouseEvent): boolean {
  if (event.defaultPrevented) return true;
  if (event.target instanceof Element && event.target.closest("a, button, input, label, select, summary")) return true;
  return (getSelection()?.toString() ?? "") !== "";
}

export function Sheet<Row>(props: SheetProps<Row>) {
  const { label, columns, keyOf, hrefOf, empty, maxHeight = "72vh", wrap = false } = props;
  const { from, sort, setSort, near, unfinished } = props;
  const words = useText(text);
  const format = useFormat();
  const id = useId();
  const printing = usePrinting();
  const { seen, scroller, view } = useSeen(from.count);
  const [active, setActive] = useState(-1);
  const shown = useShownColumns(columns, seen.width, printing);
  const drawable = useMemo(() => columns.filter((column) => !column.csvOnly), [columns]);

  const whole = wrap || printing;
  const first = whole ? 0 : Math.min(seen.first, from.count);
  const last = Math.min(from.count, whole ? (printing ? kPrinted : Infinity) : seen.last);
  useEffect(() => {
    from.want(first, last);
    near(last);
  });
  useEffect(() => setActive(-1), [sort]);

  const open = (index: number): void => {
    const row = from.at(index);
    const href = row && hrefOf?.(row);
    if (href) navigate(href);
  };
  const latestOpen = useRef(open);
  latestOpen.current = open;
  const onLineClick = useCallback((index: number, event: MouseEvent): void => {
    setActive(index);
    if (!isPart(event)) latestOpen.current(index);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof Element && event.target.closest("input, select, textarea, [role=menu]")) return;
    if (event.key === "Enter" && event.target === event.currentTarget) return open(active);
    const to = rowAfter(event.key, active, view());
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setActive(to);
    if (scroller.current) scroller.current.scrollTop = scrollFor(to, view());
  };

  const least = shown.reduce((sum, column) => sum + (column.width ?? 8), 0);
  const widthOf = (column: Column<Row>): string | undefined => {
    // Paper cannot be scrolled sideways: there every column gets its part of the page.
    if (printing) return `${((column.width ?? 8) / least) * 100}%`;
    return column.grow ? undefined : `${column.width ?? 8}rem`;
  };
  return (
    <div class="table-frame">
      <Tools {...props} image={() => scroller.current && tableImage(scroller.current)} />
      {from.problem && <ErrorState title={words.loadFailed} problem={from.problem} again={from.again} />}
      <div class={wrap ? "table-scroll wrap" : "table-scroll"} style={{ maxHeight }} ref={scroller}>
        <table
          role="grid"
          class={from.loading && from.count > 0 ? "table stale" : "table"}
          aria-label={label}
          aria-rowcount={unfinished ? -1 : from.count + 1}
          aria-colcount={drawable.length}
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
              <col key={column.id} style={{ width: widthOf(column) }} />
            ))}
          </colgroup>
          <TableHead columns={shown} all={drawable} sort={sort} setSort={setSort} />
          <tbody>
            {first > 0 && <Room height={first * seen.rowHeight} columns={shown.length} />}
            {Array.from({ length: Math.max(0, last - first) }, (_, at) => {
              const index = first + at;
              const row = from.at(index);
              return (
                <Line<Row>
                  key={row ? keyOf(row) : index}
                  row={row}
                  id={`${id}-${index}`}
                  index={index}
                  columns={shown}
                  all={drawable}
                  active={index === active}
                  opens={hrefOf !== undefined}
                  onClick={onLineClick}
                />
              );
            })}
            {last < from.count && !whole && <Room height={(from.count - last) * seen.rowHeight} columns={shown.length} />}
          </tbody>
        </table>
        {from.loading && from.count === 0 && <Skeleton lines={8} />}
      </div>
      {!from.loading && !from.problem && from.count === 0 && <div class="table-empty">{empty ?? words.noRows}</div>}
      {printing && from.count > kPrinted && <p class="small">{words.printedFirst(format.count(kPrinted))}</p>}
    </div>
  );
}

/** Above the rows: how many, what the caller adds, all rows as a file, those in sight as a picture. */
function Tools<Row>({ from, columns, label, name, actions, unfinished, image }: SheetProps<Row> & { readonly image: () => HTMLCanvasElement | null }) {
  const words = useText(text);
  const format = useFormat();
  const exported = columns.filter((column) => column.csv);
  const rows = async (): Promise<CsvField[][]> =>
    (await from.all()).map((row) => exported.map((column) => column.csv?.(row)));
  const unknown = from.loading || (from.problem !== undefined && from.count === 0);
  return (
    <div class="row apart table-tools">
      <span class="soft small" role="status">
        {unknown ? "" : unfinished ? words.rowsLoaded(format.count(from.count)) : words.rows(format.count(from.count))}
      </span>
      <span class="row no-print">
        {actions}
        {exported.length > 0 && from.count > 0 && <DownloadPng name={name} title={label} source={image} />}
        {exported.length > 0 && <DownloadCsv name={name} head={exported.map((column) => column.title)} rows={rows} />}
      </span>
    </div>
  );
}
