// Times for people: absolute in UTC or JST, relative, and durations.
//
// A time without its zone is a trap at three in the morning, so that every absolute one says it.
import type { Language, Zone } from "@/settings/settings";
import { calendarOf } from "./zones";

const two = (n: number): string => String(n).padStart(2, "0");

/** "2026-01-14 14:59 UTC", "2026年1月14日 23:59 JST"; within `now`'s year Japanese leaves the year out. */
export function time(at: Date, language: Language, zone: Zone, now?: Date): string {
  const c = calendarOf(at, zone);
  const clockText = `${two(c.hour)}:${two(c.minute)}`;
  if (language === "en") return `${c.year}-${two(c.month)}-${two(c.day)} ${clockText} ${zone}`;
  const year = now && calendarOf(now, zone).year === c.year ? "" : `${c.year}年`;
  return `${year}${c.month}月${c.day}日 ${clockText} ${zone}`;
}

/** With seconds; for logs and titles. */
export function exactTime(at: Date, zone: Zone): string {
  const c = calendarOf(at, zone);
  return `${c.year}-${two(c.month)}-${two(c.day)} ${two(c.hour)}:${two(c.minute)}:${two(c.second)} ${zone}`;
}

/** The day alone: "2026-01-14", "2026年1月14日". */
export function day(at: Date, language: Language, zone: Zone): string {
  const c = calendarOf(at, zone);
  return language === "en" ? `${c.year}-${two(c.month)}-${two(c.day)}` : `${c.year}年${c.month}月${c.day}日`;
}

/** Hours and minutes alone, for axes and strips whose day is said nearby. */
export function clock(at: Date, zone: Zone): string {
  const c = calendarOf(at, zone);
  return `${two(c.hour)}:${two(c.minute)}`;
}

const kUnits = [
  { seconds: 86_400, en: "d", ja: "日" },
  { seconds: 3_600, en: "h", ja: "時間" },
  { seconds: 60, en: "min", ja: "分" },
  { seconds: 1, en: "s", ja: "秒" },
] as const;

function small(seconds: number, language: Language): string {
  if (seconds === 0) return language === "en" ? "0 s" : "0秒";
  const unit = seconds < 1e-3 ? { by: 1e6, en: "µs", ja: "マイクロ秒" } : { by: 1e3, en: "ms", ja: "ミリ秒" };
  const shown = String(Number((seconds * unit.by).toPrecision(2)));
  return language === "en" ? `${shown} ${unit.en}` : `${shown}${unit.ja}`;
}

/** A span in its two largest units: "3 d 4 h", "3日4時間"; below a second "12 ms". */
export function duration(seconds: number, language: Language): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 0) return `−${duration(-seconds, language)}`;
  if (seconds < 1) return small(seconds, language);
  const first = kUnits.findIndex((unit) => seconds >= unit.seconds);
  const large = kUnits[first] ?? kUnits[3];
  const next = kUnits[first + 1];
  if (!next) return spell(Number(seconds.toFixed(seconds < 10 ? 1 : 0)), large, language);
  const rounded = Math.round(seconds / next.seconds) * next.seconds;
  const larger = kUnits[first - 1];
  if (larger && rounded >= larger.seconds) return duration(rounded, language); // 23 h 59.9 min is a day
  const rest = (rounded % large.seconds) / next.seconds;
  const gap = language === "en" ? " " : "";
  const whole = spell(Math.floor(rounded / large.seconds), large, language);
  return rest > 0 ? whole + gap + spell(rest, next, language) : whole;
}

function spell(count: number, unit: (typeof kUnits)[number], language: Language): string {
  return language === "en" ? `${count} ${unit.en}` : `${count}${unit.ja}`;
}

const kRelative: Readonly<Record<Language, Intl.RelativeTimeFormat>> = {
  en: new Intl.RelativeTimeFormat("en", { numeric: "auto" }),
  ja: new Intl.RelativeTimeFormat("ja", { numeric: "auto" }),
};

/** "3 hours ago", "3時間前", "in 2 days"; below a minute "now". */
export function relative(at: Date, now: Date, language: Language): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  const say = (by: number, unit: Intl.RelativeTimeFormatUnit): string => {
    const said = kRelative[language].format(Math.trunc(seconds / by), unit);
    return language === "ja" ? said.replaceAll(" ", "") : said; // Japanese has no blank after a number
  };
  if (size < 60) return say(60, "second");
  if (size < 3_600) return say(60, "minute");
  if (size < 86_400) return say(3_600, "hour");
  if (size < 60 * 86_400) return say(86_400, "day");
  if (size < 730 * 86_400) return say(30.44 * 86_400, "month");
  return say(365.25 * 86_400, "year");
}
