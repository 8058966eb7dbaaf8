import { expect, test } from "vitest";
import { pagesOf, rowAfter, scrollFor, sortAfterClick, sortOf, windowOf } from "./window";

const view = { scrollTop: 0, height: 640, rowHeight: 32, count: 100_000 };

test("every row that is seen is drawn, and few that are not", () => {
  for (const scrollTop of [0, 1, 31, 32, 5_000, 1_600_000, 100_000 * 32 - 640]) {
    const { first, last } = windowOf({ ...view, scrollTop });
    expect(first).toBeLessThanOrEqual(Math.floor(scrollTop / 32));
    expect(last).toBeGreaterThanOrEqual(Math.min(100_000, Math.ceil((scrollTop + 640) / 32)));
    expect(last - first).toBeLessThan(80);
  }
});

test("short and empty tables are drawn whole", () => {
  expect(windowOf({ ...view, count: 3 })).toEqual({ first: 0, last: 3 });
  expect(windowOf({ ...view, count: 0 })).toEqual({ first: 0, last: 0 });
});

test("a table that became short is not drawn beyond its end", () => {
  const { first, last } = windowOf({ ...view, scrollTop: 1_600_000, count: 5 });
  expect(first).toBeLessThan(5);
  expect(last).toBe(5);
});

test("scrolls only as far as it must", () => {
  expect(scrollFor(5, view)).toBe(0);
  expect(scrollFor(20, view)).toBe(32);
  expect(scrollFor(3, { ...view, scrollTop: 320 })).toBe(96);
});

test("keys move within the table", () => {
  expect(rowAfter("ArrowDown", -1, view)).toBe(0);
  expect(rowAfter("ArrowUp", 0, view)).toBe(0);
  expect(rowAfter("PageDown", 0, view)).toBe(19);
  expect(rowAfter("End", 0, view)).toBe(99_999);
  expect(rowAfter("x", 0, view)).toBeUndefined();
  expect(rowAfter("End", 0, { ...view, count: 0 })).toBeUndefined();
});

test("pages cover the window", () => {
  expect(pagesOf(0, 50, 100)).toEqual([0]);
  expect(pagesOf(90, 210, 100)).toEqual([0, 1, 2]);
  expect(pagesOf(100, 200, 100)).toEqual([1]);
});

test("a second click turns the order round", () => {
  expect(sortOf("-score")).toEqual({ by: "score", descending: true });
  expect(sortOf("")).toBeUndefined();
  expect(sortAfterClick("", "score", true)).toBe("-score");
  expect(sortAfterClick("-score", "score", true)).toBe("score");
  expect(sortAfterClick("-score", "name", false)).toBe("name");
});
