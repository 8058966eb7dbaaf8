// Labels of a time axis: hours where hours are shown, with the day where it changes.
import type { Language, Zone } from "@/settings/settings";
import { calendarOf } from "@/format/zones";
import { clock } from "@/format/times";

const kDay = 86_400;
const two = (n: number): string => String(n).padStart(2, "0");

/** `splits` are seconds since the epoch, `step` their distance in seconds. */
export function axisLabels(splits: readonly number[], step: number, language: Language, zone: Zone): readonly string[] {
  let lastDay = "";
  return splits.map((split) => {
    const at = new Date(split * 1000);
    const c = calendarOf(at, zone);
    const day = language === "ja" ? `${c.month}月${c.day}日` : `${two(c.month)}-${two(c.day)}`;
    const withYear = language === "ja" ? `${c.year}年${c.month}月` : `${c.year}-${two(c.month)}`;
    if (step >= 28 * kDay) return withYear;
    if (step >= kDay) return day;
    const seconds = step < 60 ? `:${two(c.second)}` : "";
    const label = clock(at, zone) + seconds + (day === lastDay ? "" : `\n${day}`);
    lastDay = day;
    return label;
  });
}

/** `count` instants (milliseconds) at equal distances. */
export function equalTimes(from: string | number | Date, stepSeconds: number, count: number): readonly number[] {
  const begin = new Date(from).getTime();
  return Array.from({ length: count }, (_, at) => begin + at * stepSeconds * 1000);
}

/** The index whose time is nearest; times ascend. */
export function nearest(times: readonly number[], wanted: number): number {
  let low = 0;
  let high = times.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < wanted) low = middle;
    else high = middle;
  }
  return wanted - (times[low] ?? 0) <= (times[high] ?? 0) - wanted ? low : high;
}
