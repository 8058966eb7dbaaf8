import { expect, test } from "vitest";
import { changedAt, collectionsById, endsOf, makerOf, nameOf, namedIn, tlpOfHit, type Collection, type Hit } from "./hits";
import { collections } from "./samples";

const kMaker = "identity--00000000-0000-4000-8000-000000000002";
const desk: Collection = { ...collections.items[0]!, tlp: "TLP:AMBER" };

function hit(object: Record<string, unknown>): Hit {
  const id = "malware--00000000-0000-4000-8000-000000000001";
  return { id, type: "malware", name: "m", added: "2026-01-02T00:00:00.000Z", collection: desk.id, score: 80, revoked: false, object: { type: "malware", id, ...object } };
}

test("the object's own colour goes before the collection's", () => {
  const byId = collectionsById([desk]);
  expect(tlpOfHit(hit({ object_marking_refs: ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"] }), byId)).toBe("TLP:CLEAR");
  expect(tlpOfHit(hit({}), byId)).toBe("TLP:AMBER");
  expect(tlpOfHit(hit({}), collectionsById([]))).toBeUndefined();
});

test("makers and times are taken only where they are what they should be", () => {
  expect(makerOf({ created_by_ref: kMaker })).toBe(kMaker);
  expect(makerOf({ created_by_ref: 7 })).toBeUndefined();
  expect(changedAt({ created: "2026-01-01T00:00:00Z", modified: "2026-01-02T00:00:00Z" })).toBe("2026-01-02T00:00:00Z");
  expect(changedAt({ created: "2026-01-01T00:00:00Z" })).toBe("2026-01-01T00:00:00Z");
  expect(changedAt({ modified: {} })).toBeUndefined();
});

test("relationships are known by their ends", () => {
  const uses = { type: "relationship", source_ref: "campaign--1", target_ref: "tool--1", relationship_type: "uses" };
  expect(endsOf(uses)).toEqual({ from: "campaign--1", to: "tool--1", relation: "uses" });
  expect(endsOf({ ...uses, type: "malware" })).toBeNull();
  expect(endsOf({ ...uses, target_ref: 7 })).toBeNull();
  expect(namedIn([hit({ created_by_ref: kMaker }), hit({ created_by_ref: kMaker }), hit(uses)])).toEqual([kMaker, "campaign--1", "tool--1"]);
});

test("a long list does not ask for a thousand names", () => {
  const many = Array.from({ length: 1_000 }, (_, at) => hit({ created_by_ref: `identity--${at}` }));
  expect(namedIn(many)).toHaveLength(80);
});

test("an object without a name is not called by its type", () => {
  expect(nameOf({ type: "observed-data", name: "observed-data" })).toBe("");
  expect(nameOf({ type: "url", name: "http://evil.example/" })).toBe("hxxp://evil[.]example/");
});
