// The typed query of a screen: what a filter, a sort order or a range is in the address bar.
//
//   const querySpec = { q: param.text(), sort: param.text("-score"), rows: param.whole(50) };
//   const [query, setQuery] = useQuery(querySpec);
//   setQuery({ q: "port:443" });                    // a new entry in the history
//   setQuery({ q: "port:44" }, { replace: true });  // while somebody types
//
// A value that equals its default is not written; a value that cannot be read is the default.
// Parameters that the spec does not name stay as they are: two components may share one address.
import { useCallback, useMemo } from "preact/hooks";
import { navigate, place, usePlace } from "./location";

export interface Param<T> {
  readonly otherwise: T;
  /** undefined: this text says nothing that we know. */
  read(text: string): T | undefined;
  write(value: T): string;
}

export type QuerySpec = Readonly<Record<string, Param<unknown>>>;
export type QueryOf<S> = { readonly [K in keyof S]: S[K] extends Param<infer T> ? T : never };

function numberWithin(text: string, least: number, most: number): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  return value >= least && value <= most ? value : undefined;
}

export const param = {
  text: (otherwise = ""): Param<string> => ({ otherwise, read: (text) => text, write: (value) => value }),
  whole: (otherwise: number, least = 0, most = Number.MAX_SAFE_INTEGER): Param<number> => ({
    otherwise,
    read: (text) => (/^-?\d+$/.test(text) ? numberWithin(text, least, most) : undefined),
    write: String,
  }),
  number: (otherwise: number, least = -Infinity, most = Infinity): Param<number> => ({
    otherwise,
    read: (text) => numberWithin(text, least, most),
    write: String,
  }),
  flag: (): Param<boolean> => ({
    otherwise: false,
    read: (text) => (text === "1" ? true : text === "0" ? false : undefined),
    write: (value) => (value ? "1" : "0"),
  }),
  choice: <const T extends string>(choices: readonly T[], otherwise: NoInfer<T>): Param<T> => ({
    otherwise,
    read: (text) => choices.find((choice) => choice === text),
    write: (value) => value,
  }),
  /** Several texts; each is written with its commas escaped. */
  list: (): Param<readonly string[]> => ({
    otherwise: [],
    read: (text) => text.split(",").filter((part) => part !== "").map(unescapeComma),
    write: (value) => value.map((part) => part.replaceAll("%", "%25").replaceAll(",", "%2C")).join(","),
  }),
  /** An instant, as RFC 3339 in UTC; null is "not said". */
  instant: (): Param<Date | null> => ({
    otherwise: null,
    read: (text) => {
      const at = new Date(text);
      return /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(at.getTime()) ? at : undefined;
    },
    write: (value) => (value ? value.toISOString().replace(".000Z", "Z") : ""),
  }),
};

function unescapeComma(part: string): string {
  return part.replaceAll("%2C", ",").replaceAll("%25", "%");
}

export function readQuery<S extends QuerySpec>(spec: S, search: string): QueryOf<S> {
  const given = new URLSearchParams(search);
  const query: Record<string, unknown> = {};
  for (const [name, how] of Object.entries(spec)) {
    const text = given.get(name);
    query[name] = (text === null ? undefined : how.read(text)) ?? how.otherwise;
  }
  return query as QueryOf<S>;
}

/** The search part ("?…" or "") after a change. */
export function writeQuery<S extends QuerySpec>(spec: S, search: string, change: Partial<QueryOf<S>>): string {
  const given = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    const how = spec[name];
    if (!how) continue;
    const text = how.write(value ?? how.otherwise);
    if (text === how.write(how.otherwise)) given.delete(name);
    else given.set(name, text);
  }
  const written = given.toString();
  return written === "" ? "" : `?${written}`;
}

export type SetQuery<S> = (change: Partial<QueryOf<S>>, how?: { replace?: boolean }) => void;

/** The query of the current address, the way to change it, and the address that a change would give. */
export function useQuery<const S extends QuerySpec>(
  spec: S,
): [query: QueryOf<S>, set: SetQuery<S>, hrefWith: (change: Partial<QueryOf<S>>) => string] {
  const { path, search } = usePlace();
  const query = useMemo(() => readQuery(spec, search), [spec, search]);
  const set = useCallback<SetQuery<S>>(
    (change, how = {}) => {
      const now = place.get(); // not the one of the last drawing: two changes in one event add up
      navigate(now.path + writeQuery(spec, now.search, change), how);
    },
    [spec],
  );
  const hrefWith = useCallback(
    (change: Partial<QueryOf<S>>) => path + writeQuery(spec, search, change),
    [spec, path, search],
  );
  return [query, set, hrefWith];
}
