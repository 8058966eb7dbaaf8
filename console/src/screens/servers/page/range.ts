// The range of time that the traffic of a server is shown for: in the address, so that a zoom can be
// sent to a colleague.  Nothing said means the last day that is kept.
import { param, useQuery } from "@/router/query";

const kQuery = { from: param.instant(), to: param.instant(), days: param.whole(7, 1, 31) };

export const kLifeDays = [1, 7, 31] as const;

export interface Range {
  readonly from: Date | null;
  readonly to: Date | null;
  /** Days back from the end of what is kept, for the life. */
  readonly days: number;
  zoom(from: Date, to: Date): void;
  whole(): void;
  setDays(days: number): void;
}

export function useRange(): Range {
  const [query, set] = useQuery(kQuery);
  return {
    ...query,
    zoom: (from, to) => set({ from, to }),
    whole: () => set({ from: null, to: null }),
    setDays: (days) => set({ days }),
  };
}

/** What the hub is asked: RFC 3339, or nothing. */
export function asked({ from, to }: Pick<Range, "from" | "to">): { from?: string; to?: string } {
  return { ...(from ? { from: from.toISOString() } : {}), ...(to ? { to: to.toISOString() } : {}) };
}

const kDay = 86_400_000;

/** The last `days` of what is kept, or since it begins. */
export function lifeRange(kept: { readonly kept_from: string; readonly kept_to: string }, days: number): { from: string; to: string } {
  const to = Date.parse(kept.kept_to);
  const from = Math.max(Date.parse(kept.kept_from), to - days * kDay);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
