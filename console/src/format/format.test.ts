import { expect, test } from "vitest";
import { country } from "./countries";
import { formatFor } from "./format";
import { bitrate, count, decimal, octets, percent, probability, si, signed, storage } from "./numbers";
import { clock, day, duration, exactTime, relative, time } from "./times";

const at = new Date("2026-01-14T14:59:30Z");
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("times say their zone", () => {
  expect(time(at, "en", "UTC")).toBe("2026-01-14 14:59 UTC");
  expect(time(at, "ja", "JST")).toBe("2026年1月14日 23:59 JST");
  expect(time(at, "ja", "JST", at)).toBe("1月14日 23:59 JST");
  expect(exactTime(at, "JST")).toBe("2026-01-14 23:59:30 JST");
});

test("the day is the zone's own", () => {
  const late = new Date("2026-12-31T15:00:00Z");
  expect(day(late, "en", "UTC")).toBe("2026-12-31");
  expect(day(late, "ja", "JST")).toBe("2027年1月1日");
  expect(clock(late, "JST")).toBe("00:00");
});

test("durations show their two largest units", () => {
  expect(duration(90_061, "en")).toBe("1 d 1 h");
  expect(duration(90_061, "ja")).toBe("1日1時間");
  expect(duration(86_399, "en")).toBe("1 d");
  expect(duration(3_599.9, "en")).toBe("1 h");
  expect(duration(300, "ja")).toBe("5分");
  expect(duration(2.54, "en")).toBe("2.5 s");
  expect(duration(0.0123, "en")).toBe("12 ms");
  expect(duration(0, "ja")).toBe("0秒");
  expect(duration(-60, "en")).toBe("−1 min");
  expect(duration(Infinity, "en")).toBe("–");
});

test("relative times look both ways", () => {
  const before = (seconds: number): Date => new Date(at.getTime() - seconds * 1000);
  expect(relative(before(10), at, "en")).toBe("now");
  expect(relative(before(3 * 3600), at, "en")).toBe("3 hours ago");
  expect(relative(before(3 * 3600), at, "ja")).toBe("3時間前");
  expect(relative(before(-2 * 86_400), at, "en")).toBe("in 2 days");
  expect(relative(before(61 * 86_400), at, "en")).toBe("2 months ago");
});

test("numbers are grouped, signed and never lie by rounding", () => {
  expect(count(1234567, "ja")).toBe("1,234,567");
  expect(decimal(-0.25, "en", 2)).toBe("−0.25");
  expect(signed(2.44, "en")).toBe("+2.4");
  expect(signed(0.01, "en")).toBe("0.0");
  expect(plain(percent(0.1284, "en"))).toBe("12.8 %");
  expect(plain(probability(0.9981, "en"))).toBe("99.8 %");
  expect(plain(probability(0.99999, "en"))).toBe(">99.9 %");
  expect(plain(probability(1, "en"))).toBe("100.0 %");
  expect(plain(probability(0.0001, "en"))).toBe("<0.1 %");
});

test("units are of traffic or of storage", () => {
  expect(plain(octets(999))).toBe("999 B");
  expect(plain(octets(999_960))).toBe("1.00 MB");
  expect(plain(octets(1_234_567_890))).toBe("1.23 GB");
  expect(plain(bitrate(45_600_000))).toBe("45.6 Mbit/s");
  expect(plain(storage(1_610_612_736))).toBe("1.50 GiB");
  expect(plain(si(12_300, ""))).toBe("12.3 k");
  expect(plain(si(0.5, "pkt/s"))).toBe("0.50 pkt/s");
});

test("where there is nothing, there is a dash", () => {
  const format = formatFor({ language: "en", zone: "UTC", theme: "system" });
  for (const nothing of [null, undefined]) {
    expect(format.count(nothing)).toBe("–");
    expect(format.time(nothing)).toBe("–");
    expect(format.duration(nothing)).toBe("–");
    expect(format.country(nothing)).toBe("–");
  }
  expect(format.time("not a time")).toBe("–");
  expect(format.octets(NaN)).toBe("–");
});

test("countries have their names", () => {
  expect(country("jp", "ja")).toBe("日本");
  expect(country("JP", "en")).toBe("Japan");
  expect(country("<b>", "en")).toBe("<b>");
});
