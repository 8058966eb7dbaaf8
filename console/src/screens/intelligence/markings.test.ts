import { expect, test } from "vitest";
import { limitsOf, markingIds, statementOf, tlpOf } from "./markings";

const kGreen = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
const kOldAmber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82";
const kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
const kOwn = "marking-definition--00000000-0000-4000-8000-000000000001";

test("of several colours the narrowest counts, old ones and those of single properties too", () => {
  expect(tlpOf({ object_marking_refs: [kGreen] })).toBe("TLP:GREEN");
  expect(tlpOf({ object_marking_refs: [kGreen, kOldAmber] })).toBe("TLP:AMBER");
  expect(tlpOf({ object_marking_refs: [kGreen], granular_markings: [{ marking_ref: kRed, selectors: ["name"] }] })).toBe("TLP:RED");
  expect(tlpOf({ object_marking_refs: [kOwn] })).toBeUndefined();
  expect(tlpOf({})).toBeUndefined();
});

test("what is malformed marks nothing and breaks nothing", () => {
  expect(markingIds({ object_marking_refs: "x", granular_markings: [null, 7, { marking_ref: 1 }] })).toEqual([]);
  expect(tlpOf({ object_marking_refs: [{}, "constructor", "__proto__"] })).toBeUndefined();
});

test("limits are read from the extension", () => {
  const definition = {
    type: "marking-definition",
    extensions: { "extension-definition--x": { extension_type: "property-extension", community: "6f9619ff-8b86-4011-b42d-00c04fc964ff", regions: ["kanto"], hops: 2 } },
  };
  expect(limitsOf(definition)).toEqual({ community: "6f9619ff-8b86-4011-b42d-00c04fc964ff", regions: ["kanto"], recipients: [], hops: 2 });
  expect(limitsOf({ type: "marking-definition", extensions: { x: { tlp_2_0: "green" } } })).toBeNull();
  expect(limitsOf({ type: "marking-definition" })).toBeNull();
  expect(limitsOf({ type: "indicator", extensions: { x: { hops: 1 } } })).toBeNull();
});

test("a statement is read from its definition", () => {
  expect(statementOf({ definition_type: "statement", definition: { statement: "Copyright" } })).toBe("Copyright");
  expect(statementOf({ definition: { tlp: "green" } })).toBeUndefined();
});
