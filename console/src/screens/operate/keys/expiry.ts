// How long a key is valid.
export const kSpans = ["30", "90", "365", "never"] as const;
export type Span = (typeof kSpans)[number];

const kDay = 86_400_000;

/** The instant at which a key made now runs out, to the second; undefined: never. */
export function expiryOf(span: Span, now: Date): string | undefined {
  if (span === "never") return undefined;
  const end = Math.floor((now.getTime() + Number(span) * kDay) / 1000) * 1000;
  return new Date(end).toISOString();
}

export function isOver(expires: string | undefined, now: Date): boolean {
  return expires !== undefined && new Date(expires).getTime() <= now.getTime();
}
