// What completion does to the text of a filter.  Positions are UTF-16 units, as browsers and the hub
// count them.
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The text and the caret after a continuation took the place of a word. */
export function take(text: string, { from, to }: Span, continuation: string): { text: string; caret: number } {
  const start = Math.max(0, Math.min(from, text.length));
  const end = Math.max(start, Math.min(to, text.length));
  // A word and the next are kept apart, unless something stands there already or more of it may follow.
  const after = text.slice(end);
  const gap = after === "" && /[\w"'\])\u0080-\uffff]$/.test(continuation) ? " " : "";
  const before = text.slice(0, start) + continuation + gap;
  return { text: before + after, caret: before.length };
}

/** A text as three parts around an error; an error at the end marks one blank beyond it. */
export function aroundError(text: string, { from, to }: Span): readonly [before: string, wrong: string, after: string] {
  const start = Math.max(0, Math.min(from, text.length));
  const end = Math.max(start, Math.min(to, text.length));
  return [text.slice(0, start), end > start ? text.slice(start, end) : "\u00a0", text.slice(end)];
}
