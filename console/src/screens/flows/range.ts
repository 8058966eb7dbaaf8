// The time that is looked at: typed, chosen, zoomed into, and back.
//
// A range is two instants of which either may be left to the hub (null): a day before the end, and the
// end of what is kept.
import type { Zone } from "@/settings/settings";
import { kZoneOffsetMinutes } from "@/format/zones";

export interface Range {
  readonly from: Date | null;
  readonly to: Date | null;
}

export interface Kept {
  readonly from: Date;
  readonly to: Date;
}

const kForm = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|UTC|JST|[+-]\d{2}:\d{2})?)?$/i;

function offsetMinutes(said: string | undefined, zone: Zone): number {
  if (said === undefined) return kZoneOffsetMinutes[zone];
  const name = said.toUpperCase();
  if (name === "Z" || name === "UTC") return 0;
  if (name === "JST") return kZoneOffsetMinutes.JST;
  return (name.startsWith("-") ? -1 : 1) * (Number(name.slice(1, 3)) * 60 + Number(name.slice(4, 6)));
}

/** RFC 3339, or as the console writes times; without a zone it is the one that is shown. */
export function typedInstant(text: string, zone: Zone): Date | null {
  const parts = kForm.exec(text.trim());
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const millisecond = Math.floor(Number(`0.${parts[7] ?? "0"}`) * 1000);
  const calendar = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second, millisecond));
  // Date.UTC takes 31 February for 3 March, and 25 o'clock for the next day.
  const exists = calendar.getUTCMonth() + 1 === month && calendar.getUTCDate() === day && (hour ?? 0) < 24;
  if (!exists || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  return new Date(calendar.getTime() - offsetMinutes(parts[8], zone) * 60_000);
}

/** RFC 3339 by the clock that is shown: what is edited is what is read. */
export function editable(at: Date | null, zone: Zone): string {
  if (!at) return "";
  const local = new Date(at.getTime() + kZoneOffsetMinutes[zone] * 60_000);
  return local.toISOString().replace(/(\.0+)?Z$/, zone === "JST" ? "+09:00" : "Z");
}

export type RangeFlaw = "from" | "to" | "order";

/** A range from two typed texts, empty ones left to the hub; or what is wrong with them. */
export function typedRange(from: string, to: string, zone: Zone): Range | RangeFlaw {
  const begin = from.trim() === "" ? null : typedInstant(from, zone);
  const end = to.trim() === "" ? null : typedInstant(to, zone);
  if (begin === null && from.trim() !== "") return "from";
  if (end === null && to.trim() !== "") return "to";
  return begin && end && begin >= end ? "order" : { from: begin, to: end };
}

/** What of a span is kept; the span itself where nothing of it is. */
export function clipped(span: Kept, kept: Kept): Kept {
  const from = span.from > kept.from ? span.from : kept.from;
  const to = span.to < kept.to ? span.to : kept.to;
  return from < to ? { from, to } : span;
}

export interface QuickChoice {
  readonly id: "hour" | "six-hours" | "day" | "week" | "all";
  readonly range: Range;
}

const kHour = 3_600_000;
const kQuick = [
  { id: "hour", length: kHour },
  { id: "six-hours", length: 6 * kHour },
  { id: "day", length: 24 * kHour },
  { id: "week", length: 7 * 24 * kHour },
] as const;

/** The last hour, day, … of what is kept, as far as it reaches, and all of it. */
export function quickChoices(kept: Kept): readonly QuickChoice[] {
  const length = kept.to.getTime() - kept.from.getTime();
  const last = kQuick
    .filter((choice) => choice.length < length)
    .map((choice): QuickChoice => ({ id: choice.id, range: { from: new Date(kept.to.getTime() - choice.length), to: kept.to } }));
  return [...last, { id: "all", range: { from: kept.from, to: kept.to } }];
}

const kSame = 1_000; // the hub rounds ends outwards

/** Whether this choice is what is shown. */
export function isShown(choice: Range, shown: Kept): boolean {
  const near = (a: Date | null, b: Date): boolean => a !== null && Math.abs(a.getTime() - b.getTime()) <= kSame;
  return near(choice.from, shown.from) && near(choice.to, shown.to);
}

/** What was marked in the chart, widened to whole buckets: a bar that was touched is in it. */
export function marked(from: Date, to: Date, begin: Date, bucketSeconds: number): Range {
  const step = bucketSeconds * 1000;
  const at = (bucket: number): Date => new Date(begin.getTime() + bucket * step);
  const first = Math.floor((from.getTime() - begin.getTime()) / step);
  const last = Math.ceil((to.getTime() - begin.getTime()) / step);
  return { from: at(first), to: at(Math.max(last, first + 1)) };
}

const short = (at: Date | null): string => (at ? at.toISOString().replace(".000Z", "Z") : "");

/** "from/to" (ISO 8601), for the list of ranges before. */
export const writeRange = (range: Range): string => `${short(range.from)}/${short(range.to)}`;

export function readRange(text: string): Range {
  const [from, to] = text.split("/").map((part) => typedInstant(part, "UTC"));
  return { from: from ?? null, to: to ?? null };
}
