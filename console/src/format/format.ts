// Everything that turns values into text, bound to the settings of the moment.
//
//   const format = useFormat();
//   format.count(12345);  format.time(row.first_seen);  format.probability(0.998);
//
// Every function takes what the hub sends (null and missing included) and answers "–" where there is
// nothing: a table never shows "NaN" or "Invalid Date".
import { useMemo } from "preact/hooks";
import { settings, useSettings, type Settings } from "@/settings/settings";
import { country } from "./countries";
import { bitrate, count, decimal, octets, percent, probability, si, signed, storage } from "./numbers";
import { clock, day, duration, exactTime, relative, time } from "./times";
import { instantOf } from "./zones";

type Value = number | null | undefined;
type When = string | number | Date | null | undefined;

export function formatFor({ language, zone }: Settings) {
  const at = (when: When, write: (at: Date) => string): string => {
    const instant = instantOf(when);
    return instant ? write(instant) : "–";
  };
  return {
    language,
    zone,
    count: (value: Value) => count(value, language),
    decimal: (value: Value, digits?: number) => decimal(value, language, digits),
    signed: (value: Value, digits?: number) => signed(value, language, digits),
    percent: (share: Value, digits?: number) => percent(share, language, digits),
    probability: (p: Value) => probability(p, language),
    si,
    octets,
    bitrate,
    storage,
    duration: (seconds: Value) => duration(seconds ?? NaN, language),
    time: (when: When) => at(when, (instant) => time(instant, language, zone, new Date())),
    exactTime: (when: When) => at(when, (instant) => exactTime(instant, zone)),
    day: (when: When) => at(when, (instant) => day(instant, language, zone)),
    clock: (when: When) => at(when, (instant) => clock(instant, zone)),
    relative: (when: When, now = new Date()) => at(when, (instant) => relative(instant, now, language)),
    country: (code: string | null | undefined) => country(code, language),
  };
}

export type Format = ReturnType<typeof formatFor>;

export function useFormat(): Format {
  const now = useSettings();
  return useMemo(() => formatFor(now), [now]);
}

/** For code that draws by itself (canvas) and reads the settings when it does. */
export const formatNow = (): Format => formatFor(settings.get());
