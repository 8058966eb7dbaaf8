import { expect, test } from "vitest";
import { holdsWords } from "./words";

test("all words must be somewhere", () => {
  expect(holdsWords("tanaka release", ["Tanaka", "release.approve"])).toBe(true);
  expect(holdsWords("tanaka refuse", ["Tanaka", "release.approve"])).toBe(false);
  expect(holdsWords("  ", [undefined])).toBe(true);
});

test("width and case do not matter", () => {
  expect(holdsWords("ｉｓａｃ　ｶﾅ", ["ISAC", "カナ"])).toBe(true);
});
