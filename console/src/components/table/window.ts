// The arithmetic of a table that draws only the rows that are seen.
export interface View {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows drawn above and below the seen ones; the window moves in steps of it. */
const kMargin = 12;

/** From `first` up to and without `last`. */
export function windowOf({ scrollTop, height, rowHeight, count }: View): { first: number; last: number } {
  const seen = Math.max(0, Math.floor(scrollTop / rowHeight));
  const step = Math.floor(seen / kMargin) * kMargin;
  const first = Math.max(0, Math.min(step - kMargin, count - 1));
  const last = Math.min(count, step + Math.ceil(height / rowHeight) + 2 * kMargin);
  return count === 0 ? { first: 0, last: 0 } : { first, last };
}

/** Where to scroll so that a row is seen whole; where it is if it already is. */
export function scrollFor(row: number, { scrollTop, height, rowHeight }: View): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height;
  return scrollTop;
}

/** The row that a key leads to; undefined for keys that do not move. */
export function rowAfter(key: string, active: number, { height, rowHeight, count }: View): number | undefined {
  const page = Math.max(1, Math.floor(height / rowHeight) - 1);
  const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: count - 1 }[key];
  return to === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, to));
}

/** The pages (of `size` rows) that rows from `first` up to `last` stand on. */
export function pagesOf(first: number, last: number, size: number): readonly number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / size); page * size < last; page += 1) pages.push(page);
  return pages;
}

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

/** "-score" sorts by score, the greatest first; "" by nothing. */
export function sortOf(text: string): Sort | undefined {
  if (text === "" || text === "-") return undefined;
  return text.startsWith("-") ? { by: text.slice(1), descending: true } : { by: text, descending: false };
}

/** What a click on a column's head asks for: its first order, then the other. */
export function sortAfterClick(text: string, column: string, descendingFirst: boolean): string {
  const now = sortOf(text);
  const descending = now?.by === column ? !now.descending : descendingFirst;
  return descending ? `-${column}` : column;
}
