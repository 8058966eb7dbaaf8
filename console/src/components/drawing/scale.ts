// Scales and ticks of hand-drawn charts.
export type Scale = (value: number) => number;

export function linear([from, to]: readonly [number, number], [low, high]: readonly [number, number]): Scale {
  const span = to - from || 1;
  return (value) => low + ((value - from) / span) * (high - low);
}

/** Equal ratios are equal lengths; for values above zero. */
export function logarithmic([from, to]: readonly [number, number], range: readonly [number, number]): Scale {
  const least = Math.max(from, 1e-12);
  const scale = linear([Math.log(least), Math.log(Math.max(to, least))], range);
  return (value) => scale(Math.log(Math.max(value, least)));
}

/** Round values (1, 2, 5 times a power of ten) that cover a range, about `count` of them. */
export function ticks(from: number, to: number, count = 5): readonly number[] {
  if (!(to > from) || !Number.isFinite(to - from)) return [from];
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toFixed(digits)));
}

/** About how wide a text is in a sans-serif type: wide signs (CJK) are a whole em, others at most this part of it in the types that we ask for. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const sign of text) ems += (sign.codePointAt(0) ?? 0) >= 0x1100 ? 1 : 0.66;
  return ems * size;
}

/** Cut to a width, with "…". */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = "";
  for (const sign of text) {
    if (textWidth(`${kept}${sign}…`, size) > width) break;
    kept += sign;
  }
  return `${kept}…`;
}
