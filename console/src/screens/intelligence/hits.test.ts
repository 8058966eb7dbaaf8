import { expect, test } from "vitest";
import { changedAt, collectionsById, makerOf, makersOf, nameOf, tlpOfHit, type Collection, type Hit } from "./hits";

const kMaker = "identity--00000000-0000-4000-8000-000000000002";
const desk: Collection = {
  id: "00000000-0000-4000-8000-0000000000c1",
  root: "/taxii2/noroshi/",
  title: "Desk",
  description: "",
  tlp: "TLP:AMBER",
  hops: 0,
  release: "direct",
  anonymous: false,
  open: false,
  can_read: true,
  can_write: true,
};

function hit(object: Record<string, unknown>): Hit {
  const id = "malware--00000000-0000-4000-8000-000000000001";
  return { id, type: "malware", name: "m", added: "2026-01-02T00:00:00.000Z", collection: desk.id, score: 80, revoked: false, object: { type: "malware", id, ...object } };
}

test("the object's own colour goes before the collection's", () => {
  const collections = collectionsById([desk]);
  expect(tlpOfHit(hit({ object_marking_refs: ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"] }), collections)).toBe("TLP:CLEAR");
  expect(tlpOfHit(hit({}), collections)).toBe("TLP:AMBER");
  expect(tlpOfHit(hit({}), collectionsById([]))).toBeUndefined();
});

test("makers and times are taken only where they are what they should be", () => {
  expect(makerOf({ created_by_ref: kMaker })).toBe(kMaker);
  expect(makerOf({ created_by_ref: 7 })).toBeUndefined();
  expect(changedAt({ created: "2026-01-01T00:00:00Z", modified: "2026-01-02T00:00:00Z" })).toBe("2026-01-02T00:00:00Z");
  expect(changedAt({ created: "2026-01-01T00:00:00Z" })).toBe("2026-01-01T00:00:00Z");
  expect(changedAt({ modified: {} })).toBeUndefined();
  expect(makersOf([hit({ created_by_ref: kMaker }), hit({ created_by_ref: kMaker }), hit({})])).toEqual([kMaker]);
});

test("an object without a name is not called by its type", () => {
  expect(nameOf({ type: "observed-data", name: "observed-data" })).toBe("");
  expect(nameOf({ type: "url", name: "http://evil.example/" })).toBe("hxxp://evil[.]example/");
});
