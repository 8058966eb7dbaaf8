// Hooks that ask the hub and follow its answer.
//
//   const server = useAnswer("/servers/{id}", { path: { id } });
//   if (server.state === "ready") … server.data …
//
// While something is asked anew the old data stays, so that a table does not blink; only another
// question (path or parameters) forgets it.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "./client";
import type { AnswerOf, ItemOf, ListPath, PathsWith, RequestOf } from "./contract";
import { useEvents, type EventName } from "./events";
import { problemFrom, type Problem } from "./problem";

interface Common<T> {
  /** What was last known; undefined before the first answer. */
  readonly data: T | undefined;
  /** Asks again. */
  again(): void;
}

export type Answer<T> =
  | (Common<T> & { readonly state: "loading" })
  | (Common<T> & { readonly state: "ready" | "empty"; readonly data: T })
  | (Common<T> & { readonly state: "error" | "forbidden"; readonly problem: Problem });

export interface AskingAlso {
  /** Asks again when one of these events comes (at most once a second). */
  readonly on?: readonly EventName[] | undefined;
  /** Asks again after so many seconds, while the page is seen. */
  readonly everySeconds?: number | undefined;
}

type Got<T> = { question: string; asking: boolean; data: T | undefined; problem: Problem | undefined };

/** An answer with an empty list of items is "empty". */
function isEmpty(data: unknown): boolean {
  const items = (data as { items?: unknown } | null | undefined)?.items;
  return Array.isArray(items) && items.length === 0;
}

function answerFrom<T>(got: Got<T>, again: () => void): Answer<T> {
  const { data, problem } = got;
  if (problem) return { state: problem.trouble === "forbidden" ? "forbidden" : "error", problem, data, again };
  if (data === undefined || got.asking) return { state: "loading", data, again };
  return { state: isEmpty(data) ? "empty" : "ready", data, again };
}

/** Follows any asking function; `question` names what is asked, null asks nothing yet. */
export function useAsked<T>(
  question: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
  also: AskingAlso = {},
): Answer<T> {
  const [got, setGot] = useState<Got<T>>({ question: "", asking: true, data: undefined, problem: undefined });
  const [turn, setTurn] = useState(0);
  const asking = useRef(ask);
  asking.current = ask;
  const again = useCallback(() => setTurn((before) => before + 1), []);

  useEffect(() => {
    if (question === null) return undefined;
    const stop = new AbortController();
    setGot((old) => ({
      question,
      asking: true,
      data: old.question === question ? old.data : undefined,
      problem: undefined,
    }));
    asking.current(stop.signal).then(
      (data) => {
        if (!stop.signal.aborted) setGot({ question, asking: false, data, problem: undefined });
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setGot((old) => ({ ...old, asking: false, problem: problemFrom(thrown) }));
      },
    );
    return () => stop.abort();
  }, [question, turn]);

  useEvents(also.on ?? kNone, again);
  useRepeat(also.everySeconds, again);
  // Of an older question nothing may be shown, not even for one drawing.
  const current = question === got.question ? got : { ...got, asking: true, data: undefined, problem: undefined };
  return useMemo(() => answerFrom(current, again), [got, question, again]);
}

const kNone: readonly EventName[] = [];

function useRepeat(seconds: number | undefined, act: () => void): void {
  useEffect(() => {
    if (!seconds) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") act();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds, act]);
}

/** The answer of a GET route; `request` null: not yet. */
export function useAnswer<P extends PathsWith<"get">>(
  path: P,
  request: RequestOf<P, "get"> | null,
  also: AskingAlso = {},
): Answer<AnswerOf<P, "get">> {
  const question = request === null ? null : path + JSON.stringify(request);
  const ask = (signal: AbortSignal): Promise<AnswerOf<P, "get">> =>
    (get as (p: P, r: unknown, s: AbortSignal) => Promise<AnswerOf<P, "get">>)(path, request, signal);
  return useAsked(question, ask, also);
}

/** Pages of a list with a cursor, as one growing list. */
export interface Pages<T, First = unknown> {
  readonly answer: Answer<readonly T[]>;
  /** The first page with all its members: counts and whatever else stands beside the items. */
  readonly first: First | undefined;
  readonly rows: readonly T[];
  /** There are more than `rows`. */
  readonly unfinished: boolean;
  /** Fetches the next page; nothing while one is on its way. */
  more(): void;
  /** All rows to the end, for export; asks page after page. */
  all(signal?: AbortSignal): Promise<readonly T[]>;
}

type Page<T> = { items: T[]; next?: string };

export function usePages<P extends ListPath>(
  path: P,
  request: RequestOf<P, "get"> | null,
  also: AskingAlso = {},
): Pages<ItemOf<P>, AnswerOf<P, "get">> {
  type T = ItemOf<P>;
  const question = request === null ? null : path + JSON.stringify(request);
  const [later, setLater] = useState<{ of: unknown; rows: readonly T[]; next: string | undefined } | null>(null);
  const fetching = useRef(false);

  const page = (cursor: string | undefined, signal?: AbortSignal): Promise<Page<T>> => {
    const query = { ...(request as { query?: object } | null)?.query, cursor };
    return (get as (p: P, r: unknown, s?: AbortSignal) => Promise<unknown>)(path, { ...(request as object | null), query }, signal) as Promise<Page<T>>;
  };
  const first = useAsked(question, (signal) => page(undefined, signal), also);
  const mine = later !== null && later.of === first.data ? later : null;
  const next = mine ? mine.next : first.data?.next;
  const rows = useMemo(() => [...(first.data?.items ?? []), ...(mine?.rows ?? [])], [first.data, mine]);

  const more = (): void => {
    if (!next || fetching.current) return;
    fetching.current = true;
    page(next)
      .then((got) => setLater({ of: first.data, rows: [...(mine?.rows ?? []), ...got.items], next: got.next }))
      .catch(problemFrom) // the rows that are there stay; scrolling on asks again
      .finally(() => (fetching.current = false));
  };
  const all = async (signal?: AbortSignal): Promise<readonly T[]> => {
    const gathered = [...rows];
    for (let cursor = next; cursor; ) {
      const got = await page(cursor, signal);
      gathered.push(...got.items);
      cursor = got.next;
    }
    return gathered;
  };
  const answer = useMemo(() => ({ ...first, data: first.data && rows }) as Answer<readonly T[]>, [first, rows]);
  return { answer, first: first.data as AnswerOf<P, "get"> | undefined, rows, unfinished: next !== undefined, more, all };
}
