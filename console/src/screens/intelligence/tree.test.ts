import { expect, test } from "vitest";
import { isFlat, kDeepest, linesOf, propertiesOf, treeOf, type Tree } from "./tree";

const kId = "malware--00000000-0000-4000-8000-000000000001";

test("a leaf is what its form says", () => {
  const leaf = (value: unknown, key = "x"): unknown => (treeOf(value, key) as { leaf: { is: string } }).leaf.is;
  expect(leaf("words")).toBe("text");
  expect(leaf("2026-01-14T14:59:59.365167Z")).toBe("time");
  expect(leaf("2026-13-99T14:59:59Z")).toBe("text");
  expect(leaf(kId)).toBe("reference");
  expect(leaf(kId, "id")).toBe("code");
  expect(leaf("d41d8cd98f00b204e9800998ecf8427e")).toBe("code");
  expect(leaf("[ipv4-addr:value = '192.0.2.7']", "pattern")).toBe("code");
  expect(leaf(80)).toBe("number");
  expect(leaf(false)).toBe("flag");
  expect(leaf(null)).toBe("nothing");
});

test("properties of any kind are shown, the telling ones first", () => {
  const keys = propertiesOf({ type: "malware", id: kId, x_own: [{ deep: { er: 1 } }], labels: ["a"], description: "d", name: "n" }).map((entry) => entry.key);
  expect(keys).toEqual(["name", "description", "x_own", "labels", "type", "id"]);
});

test("what is nested without end ends", () => {
  let value: unknown = "bottom";
  for (let depth = 0; depth < 50_000; depth += 1) value = depth % 2 === 0 ? [value] : { deeper: value };
  let tree: Tree = treeOf(value);
  let depth = 0;
  while (tree.is === "list" || tree.is === "map") {
    tree = tree.is === "list" ? tree.items[0]! : tree.entries[0]!.tree;
    depth += 1;
  }
  expect(tree.is).toBe("deep");
  expect(depth).toBe(kDeepest);
});

test("names that JavaScript knows are names like others", () => {
  const hostile = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x", "toString": 2}') as Record<string, unknown>;
  expect(propertiesOf(hostile).map((entry) => entry.key)).toEqual(["__proto__", "constructor", "toString"]);
});

test("what is read on one line is told from what needs its own", () => {
  expect(isFlat(treeOf("a"))).toBe(true);
  expect(isFlat(treeOf(["a", 1]))).toBe(true);
  expect(isFlat(treeOf([["a"]]))).toBe(false);
  expect(isFlat(treeOf({}))).toBe(true);
  expect(isFlat(treeOf({ a: 1 }))).toBe(false);
  expect(linesOf(treeOf({ a: 1, b: ["x", "y"], c: { d: 1, e: [{ f: 1 }, { g: 2 }] } }))).toBe(7);
});
