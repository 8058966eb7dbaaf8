import { expect, test } from "vitest";
import { clipped, editable, isShown, marked, quickChoices, readRange, typedInstant, typedRange, writeRange } from "./range";

const at = (text: string): Date => new Date(text);

test("RFC 3339 is read, and times as the console writes them", () => {
  expect(typedInstant("2026-01-14T09:00:00Z", "JST")).toEqual(at("2026-01-14T09:00:00Z"));
  expect(typedInstant("2026-01-14T09:00:00.25+09:00", "UTC")).toEqual(at("2026-01-14T00:00:00.250Z"));
  expect(typedInstant("2026-01-14 09:00", "JST")).toEqual(at("2026-01-14T00:00:00Z"));
  expect(typedInstant("2026-01-14 09:00 UTC", "JST")).toEqual(at("2026-01-14T09:00:00Z"));
  expect(typedInstant(" 2026-01-14 ", "UTC")).toEqual(at("2026-01-14T00:00:00Z"));
});

test("what is edited is read back as the same instant", () => {
  for (const instant of [at("2026-01-14T15:00:00Z"), at("2026-01-14T15:00:00.250Z")]) {
    for (const zone of ["UTC", "JST"] as const) expect(typedInstant(editable(instant, zone), "UTC")).toEqual(instant);
  }
  expect(editable(at("2026-01-14T15:00:00Z"), "JST")).toBe("2026-01-15T00:00:00+09:00");
  expect(editable(null, "UTC")).toBe("");
});

test("times that do not exist are refused", () => {
  for (const text of ["", "yesterday", "2026-02-31", "2026-13-01", "2026-01-14T25:00:00Z", "2026-01-14T10:61Z", "14.01.2026", "2026-01-14T"]) {
    expect(typedInstant(text, "UTC"), text).toBeNull();
  }
});

test("a typed range says what is wrong with it", () => {
  expect(typedRange("", "", "UTC")).toEqual({ from: null, to: null });
  expect(typedRange("x", "", "UTC")).toBe("from");
  expect(typedRange("", "x", "UTC")).toBe("to");
  expect(typedRange("2026-01-15", "2026-01-14", "UTC")).toBe("order");
  expect(typedRange("2026-01-14", "2026-01-14", "UTC")).toBe("order");
});

test("quick choices reach back as far as is kept", () => {
  const kept = { from: at("2026-01-13T15:00:00Z"), to: at("2026-01-14T15:00:00Z") };
  const choices = quickChoices(kept);
  expect(choices.map((choice) => choice.id)).toEqual(["hour", "six-hours", "all"]);
  expect(choices[0]?.range).toEqual({ from: at("2026-01-14T14:00:00Z"), to: kept.to });
  expect(isShown(choices[2]!.range, { from: at("2026-01-13T15:00:00.4Z"), to: kept.to })).toBe(true);
  expect(isShown(choices[0]!.range, kept)).toBe(false);
  expect(isShown({ from: null, to: null }, kept)).toBe(false);
});

test("of a span only what is kept is shown, unless nothing of it is", () => {
  const kept = { from: at("2026-01-13T15:00:00Z"), to: at("2026-01-14T15:00:00Z") };
  expect(clipped({ from: at("2020-01-01T00:00:00Z"), to: at("2026-01-14T00:00:00Z") }, kept)).toEqual({ from: kept.from, to: at("2026-01-14T00:00:00Z") });
  const before = { from: at("2020-01-01T00:00:00Z"), to: at("2020-01-02T00:00:00Z") };
  expect(clipped(before, kept)).toEqual(before);
});

test("what is marked is widened to whole buckets, and never empty", () => {
  const begin = at("2026-01-14T00:00:00Z");
  expect(marked(at("2026-01-14T00:07:00Z"), at("2026-01-14T00:11:00Z"), begin, 300)).toEqual({
    from: at("2026-01-14T00:05:00Z"),
    to: at("2026-01-14T00:15:00Z"),
  });
  expect(marked(at("2026-01-14T00:05:00Z"), at("2026-01-14T00:05:00Z"), begin, 300)).toEqual({
    from: at("2026-01-14T00:05:00Z"),
    to: at("2026-01-14T00:10:00Z"),
  });
});

test("ranges go there and back as text", () => {
  for (const range of [
    { from: null, to: null },
    { from: at("2026-01-14T00:00:00Z"), to: null },
    { from: at("2026-01-14T00:00:00.250Z"), to: at("2026-01-14T06:00:00Z") },
  ]) {
    expect(readRange(writeRange(range))).toEqual(range);
  }
  expect(readRange("nonsense")).toEqual({ from: null, to: null });
});
