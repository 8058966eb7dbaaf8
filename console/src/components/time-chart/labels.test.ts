import { expect, test } from "vitest";
import { axisLabels, equalTimes, nearest } from "./labels";

const midnight = Date.parse("2026-01-14T00:00:00Z") / 1000;
const everySixHours = [0, 1, 2, 3, 4].map((n) => midnight + n * 21_600);

test("the day stands where it changes, in the zone shown", () => {
  expect(axisLabels(everySixHours, 21_600, "en", "UTC")).toEqual(["00:00\n01-14", "06:00", "12:00", "18:00", "00:00\n01-15"]);
  expect(axisLabels(everySixHours, 21_600, "ja", "JST")).toEqual(["09:00\n1月14日", "15:00", "21:00", "03:00\n1月15日", "09:00"]);
});

test("long ranges show days and months, short ones seconds", () => {
  expect(axisLabels([midnight, midnight + 86_400], 86_400, "ja", "UTC")).toEqual(["1月14日", "1月15日"]);
  expect(axisLabels([midnight], 31 * 86_400, "en", "UTC")).toEqual(["2026-01"]);
  expect(axisLabels([midnight + 5], 5, "en", "UTC")).toEqual(["00:00:05\n01-14"]);
});

test("equal times begin where they are told to", () => {
  expect(equalTimes("2026-01-14T00:00:00Z", 60, 3)).toEqual([0, 60, 120].map((s) => (midnight + s) * 1000));
});

test("the nearest of several times", () => {
  const times = [0, 10, 20, 30];
  expect([-5, 4, 6, 15.1, 99].map((t) => nearest(times, t))).toEqual([0, 0, 1, 2, 3]);
  expect(nearest([7], 100)).toBe(0);
});
