// Where the rows of a table come from: all in memory, or fetched part by part as they are scrolled to.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { problemFrom, type Problem } from "@/api/problem";
import { pagesOf, sortOf } from "./window";

/** Rows that the hub keeps, sorted and counted there. */
export interface RowSource<Row> {
  /** Names what is listed (filter, edition): when it changes, what was fetched is forgotten. */
  readonly question: string;
  /** `sort` is "column", "-column" or "". */
  rows(offset: number, count: number, sort: string, signal: AbortSignal): Promise<{ rows: readonly Row[]; total: number }>;
}

export interface Rows<Row> {
  readonly count: number;
  /** undefined: on its way. */
  at(index: number): Row | undefined;
  /** Nothing is known yet. */
  readonly loading: boolean;
  readonly problem: Problem | undefined;
  again(): void;
  /** Asks for the rows of a window; in memory there is nothing to do. */
  want(first: number, last: number): void;
  /** Every row, in the order shown. */
  all(): Promise<readonly Row[]>;
}

export const kPage = 200;
const kExportPage = 1_000;

type Compare<Row> = (a: Row, b: Row) => number;

export function useRowsInMemory<Row>(rows: readonly Row[], sort: string, comparing: (by: string) => Compare<Row> | undefined): Rows<Row> {
  return useMemo(() => {
    const order = sortOf(sort);
    const compare = order && comparing(order.by);
    const sign = order?.descending ? -1 : 1;
    // A copy: the caller's list is the caller's.  Array.sort is stable, so that equal rows keep their order.
    const sorted = compare ? [...rows].sort((a, b) => sign * compare(a, b)) : rows;
    return {
      count: sorted.length,
      at: (index) => sorted[index],
      loading: false,
      problem: undefined,
      again: () => undefined,
      want: () => undefined,
      all: () => Promise.resolve(sorted),
    };
  }, [rows, sort]);
}

interface Fetched<Row> {
  readonly key: string;
  readonly pages: Map<number, readonly Row[]>;
  readonly asked: Set<number>;
  readonly stop: AbortController;
  total: number | undefined;
  problem: Problem | undefined;
}

function nothingYet<Row>(key: string): Fetched<Row> {
  return { key, pages: new Map(), asked: new Set(), stop: new AbortController(), total: undefined, problem: undefined };
}

export function useFetchedRows<Row>(source: RowSource<Row>, sort: string): Rows<Row> {
  const key = `${source.question}\n${sort}`;
  const [, redraw] = useState(0);
  const kept = useRef<Fetched<Row>>(nothingYet(key));
  const old = useRef<Fetched<Row> | null>(null);
  if (kept.current.key !== key) {
    kept.current.stop.abort();
    // The old rows stay in sight until the first new ones come.
    if (kept.current.total !== undefined) old.current = kept.current;
    kept.current = nothingYet(key);
  }
  useEffect(() => () => kept.current.stop.abort(), []);
  const fetched = kept.current;

  const ask = (page: number): void => {
    if (fetched.asked.has(page)) return;
    fetched.asked.add(page);
    source.rows(page * kPage, kPage, sort, fetched.stop.signal).then(
      (got) => {
        fetched.pages.set(page, got.rows);
        fetched.total = got.total;
        redraw((n) => n + 1);
      },
      (thrown: unknown) => {
        fetched.asked.delete(page);
        if (fetched.stop.signal.aborted) return;
        fetched.problem = problemFrom(thrown);
        redraw((n) => n + 1);
      },
    );
  };
  const shown = fetched.total === undefined && old.current ? old.current : fetched;
  return {
    count: shown.total ?? 0,
    at: (index) => shown.pages.get(Math.floor(index / kPage))?.[index % kPage],
    loading: fetched.total === undefined && !fetched.problem,
    problem: fetched.problem,
    again: () => {
      fetched.problem = undefined;
      redraw((n) => n + 1);
    },
    want: (first, last) => {
      if (!fetched.problem) for (const page of pagesOf(first, Math.max(last, first + 1), kPage)) ask(page);
    },
    all: () => everyRow(source, sort),
  };
}

async function everyRow<Row>(source: RowSource<Row>, sort: string): Promise<readonly Row[]> {
  const gathered: Row[] = [];
  const { signal } = new AbortController();
  for (;;) {
    const { rows, total } = await source.rows(gathered.length, kExportPage, sort, signal);
    gathered.push(...rows);
    if (gathered.length >= total || rows.length === 0) break;
  }
  return gathered;
}
