import { expect, test } from "vitest";
import { fitText, linear, logarithmic, textWidth, ticks } from "./scale";

test("ticks are round and inside the range", () => {
  expect(ticks(0, 10)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(0, 93)).toEqual([0, 20, 40, 60, 80]);
  expect(ticks(-1.5, 1.5, 3)).toEqual([-1, 0, 1]);
});

test("a range that is none has one tick", () => {
  expect(ticks(3, 3)).toEqual([3]);
  expect(ticks(0, NaN)).toEqual([0]);
  expect(ticks(0, Infinity)).toEqual([0]);
});

test("scales reach both ends", () => {
  const x = linear([10, 20], [0, 100]);
  expect([x(10), x(15), x(20)]).toEqual([0, 50, 100]);
  expect(linear([5, 5], [0, 100])(5)).toBe(0);
});

test("texts fit, wide signs too", () => {
  expect(textWidth("あ", 10)).toBe(10);
  for (const text of ["a long name of something", "とても長い日本語の名前"]) {
    const cut = fitText(text, 60, 12);
    expect(cut.endsWith("…")).toBe(true);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(60);
  }
  expect(fitText("short", 100, 12)).toBe("short");
});

test("on a logarithmic scale equal ratios are equal lengths", () => {
  const x = logarithmic([1, 10_000], [0, 400]);
  expect([1, 10, 100, 10_000].map((value) => Math.round(x(value)))).toEqual([0, 100, 200, 400]);
  expect(x(0)).toBe(x(1)); // nothing lies before the begin
});
