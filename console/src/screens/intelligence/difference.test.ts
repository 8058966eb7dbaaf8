import { expect, test } from "vitest";
import { changesBetween, versionNames } from "./difference";

test("every kind of change is told", () => {
  const before = { name: "a", gone: 1, kept: { x: [1, 2] }, list: ["a", "b"] };
  const after = { name: "b", new: true, kept: { x: [1, 2] }, list: ["b", "c"] };
  expect(changesBetween(before, after)).toEqual([
    { what: "removed", path: ["gone"], before: 1 },
    { what: "removed", path: ["list"], before: "a" },
    { what: "added", path: ["list"], after: "c" },
    { what: "changed", path: ["name"], before: "a", after: "b" },
    { what: "added", path: ["new"], after: true },
  ]);
});

test("equal objects do not differ, in whatever order their members stand", () => {
  expect(changesBetween({ a: 1, b: { c: [{ d: 1, e: 2 }] } }, { b: { c: [{ e: 2, d: 1 }] }, a: 1 })).toEqual([]);
});

test("lists are bags: one more is one line, another order is said", () => {
  expect(changesBetween({ l: ["x", "x"] }, { l: ["x", "x", "x"] })).toEqual([{ what: "added", path: ["l"], after: "x" }]);
  expect(changesBetween({ l: ["x", "x", "y"] }, { l: ["x", "y"] })).toEqual([{ what: "removed", path: ["l"], before: "x" }]);
  expect(changesBetween({ l: [1, 2] }, { l: [2, 1] })).toEqual([{ what: "reordered", path: ["l"] }]);
});

test("a value that changes its kind is one change", () => {
  expect(changesBetween({ a: [1] }, { a: { b: 1 } })).toEqual([{ what: "changed", path: ["a"], before: [1], after: { b: 1 } }]);
  expect(changesBetween({ a: null }, { a: "" })).toEqual([{ what: "changed", path: ["a"], before: null, after: "" }]);
});

test("versions of the same name are told apart", () => {
  expect(versionNames([{ version: "a" }, { version: "b" }, { version: "a" }])).toEqual(["a", "b", "a~2"]);
});
