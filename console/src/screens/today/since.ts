// Since when the front page counts: a word in the address, an instant only when the hub is asked, so
// that a page that stays open keeps looking at the last eight hours, not at ever more.
export const kSpans = ["1h", "8h", "1d", "7d"] as const;
export type Span = (typeof kSpans)[number];

const kHours: Readonly<Record<Span, number>> = { "1h": 1, "8h": 8, "1d": 24, "7d": 168 };

export function sinceOf(span: Span, now: Date): string {
  return new Date(now.getTime() - kHours[span] * 3_600_000).toISOString();
}
