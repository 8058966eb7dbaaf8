// Calendar fields of an instant in UTC or in Japan.
//
// Japan has no summer time (since 1951), so that JST is UTC plus nine hours: exact, and much faster
// than Intl in a table of a hundred thousand rows.
import type { Zone } from "@/settings/settings";

export const kZoneOffsetMinutes: Readonly<Record<Zone, number>> = { UTC: 0, JST: 9 * 60 };

export interface Calendar {
  readonly year: number;
  readonly month: number; // 1 to 12
  readonly day: number;
  readonly weekday: number; // 0 is Sunday
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function calendarOf(at: Date, zone: Zone): Calendar {
  const shifted = new Date(at.getTime() + kZoneOffsetMinutes[zone] * 60_000);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  };
}

/** An instant from what the hub sends (RFC 3339), from milliseconds or a Date; null if it is none. */
export function instantOf(value: string | number | Date | null | undefined): Date | null {
  if (value === null || value === undefined || value === "") return null;
  const at = value instanceof Date ? value : new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}
