import { expect, test } from "vitest";
import { graphEdges, graphNodes, groupsOf, placeOf, type Around } from "./graph";

const kCentre = "malware--00000000-0000-4000-8000-000000000001";
const kUrl = "url--00000000-0000-4000-8000-000000000002";

const around: Around = {
  nodes: [
    { id: kCentre, type: "malware", name: "Mirai", depth: 0 },
    { id: kUrl, type: "url", name: "http://evil.example/x", depth: 1, revoked: true },
    { id: "group-1", type: "indicator", name: "", depth: 1, group: 312, of: kCentre },
    { id: "group-2", type: "x-own", name: "", depth: 1, group: 1000, capped: true, of: kUrl },
    { id: "file--00000000-0000-4000-8000-000000000003", type: "file", name: "", depth: 1 },
  ],
  edges: [
    { from: "group-1", to: kCentre, relation: "indicates" },
    { from: kCentre, to: kUrl, relation: "x-own-relation" },
  ],
  whole: false,
};

const word = (type: string): string => `<${type}>`;

test("nodes carry safe names, groups the word of their type", () => {
  expect(graphNodes(around, word).map((node) => [node.title, node.group, node.faded])).toEqual([
    ["Mirai", undefined, undefined],
    ["hxxp://evil[.]example/x", undefined, true],
    ["<indicator>", 312, undefined],
    ["<x-own>", 1000, undefined],
    ["<file>", undefined, undefined],
  ]);
});

test("relations are said in words where there are any", () => {
  expect(graphEdges(around, { indicates: "示唆" }).map((edge) => edge.relation)).toEqual(["示唆", "x-own-relation"]);
});

test("a group leads to the object at which it stands, and the greatest stand first", () => {
  expect(placeOf(around.nodes[2])).toBe(kCentre);
  expect(placeOf(around.nodes[1])).toBe(kUrl);
  expect(groupsOf(around)).toEqual([
    { id: "group-2", type: "x-own", count: 1000, capped: true, at: kUrl, atName: "hxxp://evil[.]example/x" },
    { id: "group-1", type: "indicator", count: 312, capped: false, at: kCentre, atName: "Mirai" },
  ]);
});
