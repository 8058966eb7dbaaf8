import { expect, test } from "vitest";
import { rowsOf } from "./strip";

test("lines begin at midnight and hold whole days", () => {
  expect(rowsOf(72, 3600, 0, 1200)).toEqual({ length: 72, ahead: 0, lines: 1 });
  expect(rowsOf(144, 3600, 9 * 3600, 1200)).toEqual({ length: 96, ahead: 9, lines: 2 });
  expect(rowsOf(30, 3600, 23 * 3600, 1200)).toEqual({ length: 72, ahead: 23, lines: 1 });
});

test("a narrow page shows a day a line", () => {
  expect(rowsOf(72, 3600, 0, 330)).toEqual({ length: 24, ahead: 0, lines: 3 });
});

test("an empty strip is one empty line", () => {
  expect(rowsOf(0, 3600, 0, 600)).toEqual({ length: 24, ahead: 0, lines: 1 });
});
