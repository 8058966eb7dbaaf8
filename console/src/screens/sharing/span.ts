// The time that figures of the programme are about: so many days back from now, in the URL.
//
// The end is the last full hour: a figure that is asked for twice within one is the same question.
import { useMemo } from "preact/hooks";
import { param, useQuery } from "@/router/query";

export const kDays = ["1", "7", "30", "90", "365"] as const;
export type Days = (typeof kDays)[number];

const kHour = 3_600_000;

export function spanOf(days: number, now: Date): { from: string; to: string } {
  const end = Math.ceil(now.getTime() / kHour) * kHour;
  const written = (at: number): string => new Date(at).toISOString();
  return { from: written(end - days * 24 * kHour), to: written(end) };
}

const querySpecs = {
  "7": { days: param.choice(kDays, "7") },
  "365": { days: param.choice(kDays, "365") },
} as const;

export function useSpan(otherwise: keyof typeof querySpecs): {
  readonly days: Days;
  readonly setDays: (days: Days) => void;
  readonly span: { readonly from: string; readonly to: string };
} {
  const [query, setQuery] = useQuery(querySpecs[otherwise]);
  const span = useMemo(() => spanOf(Number(query.days), new Date()), [query.days]);
  return { days: query.days, setDays: (days) => setQuery({ days }), span };
}
