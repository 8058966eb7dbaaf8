import { expect, test } from "vitest";
import { daysOf, isScarce, octetsOf } from "./amounts";

test("little room is little in octets, or little of the disk", () => {
  expect(isScarce({ free: 2 ** 29, size: 2 ** 31 })).toBe(true);
  expect(isScarce({ free: 2 ** 34, size: 2 ** 40 })).toBe(true);
  expect(isScarce({ free: 2 ** 37, size: 2 ** 40 })).toBe(false);
});

test("sums and days", () => {
  expect(octetsOf([{ octets: 3 }, { octets: 4 }])).toBe(7);
  expect(daysOf(30 * 86_400)).toBe(30);
  expect(daysOf(3_600)).toBe(0);
  expect(daysOf(undefined)).toBeNull();
});
