import { expect, test } from "vitest";
import { isAt, objectLines } from "./object-lines";

test("every leaf is a line with its pointer", () => {
  const lines = objectLines({ name: "x", labels: ["a", "b/c"], "odd/key~": { n: 1 }, empty: [], no: null });
  expect(lines.map((line) => [line.pointer, line.depth, line.value])).toEqual([
    ["/name", 0, "x"],
    ["/labels", 0, undefined],
    ["/labels/0", 1, "a"],
    ["/labels/1", 1, "b/c"],
    ["/odd~1key~0", 0, undefined],
    ["/odd~1key~0/n", 1, "1"],
    ["/empty", 0, "[]"],
    ["/no", 0, "null"],
  ]);
});

test("a remark marks its property and what is in it", () => {
  expect(isAt({ pointer: "/labels" }, "/labels")).toBe(true);
  expect(isAt({ pointer: "/labels/0" }, "/labels")).toBe(true);
  expect(isAt({ pointer: "/labels2" }, "/labels")).toBe(false);
  expect(isAt({ pointer: "/name" }, "")).toBe(false);
});

test("what is no object, and what is too deep, is still shown", () => {
  expect(objectLines("text")).toHaveLength(1);
  let deep: unknown = "end";
  for (let n = 0; n < 60; n += 1) deep = { in: deep };
  expect(objectLines(deep).at(-1)?.value).toContain("end");
});
