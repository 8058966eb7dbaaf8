import { expect, test } from "vitest";
import { changeOf, draftOf, locksOut, membershipsOf, newAccountOf, wrongIn, type Account } from "./draft";

const tanaka: Account = {
  name: "tanaka",
  kind: "person",
  operates: false,
  active: true,
  memberships: [
    { community: "isac", role: "reader" },
    { community: "kanto", role: "approver" },
  ],
  organisation: "Example Rail",
  identity: "identity--00000000-0000-4000-8000-0000000000a1",
};

test("nothing changed, nothing sent", () => {
  expect(changeOf(tanaka, draftOf(tanaka))).toEqual({});
});

test("only what changed is sent", () => {
  const draft = { ...draftOf(tanaka), active: false, roles: { kanto: "approver", isac: "none" } as const };
  expect(changeOf(tanaka, draft)).toEqual({ active: false, memberships: [{ community: "kanto", role: "approver" }] });
});

test("the order of communities is no change", () => {
  const draft = { ...draftOf(tanaka), roles: { kanto: "approver", isac: "reader" } as const };
  expect(changeOf(tanaka, draft)).toEqual({});
});

test("a new account says what was filled in", () => {
  const draft = { ...draftOf(null), name: " sato ", organisation: "Example Rail", roles: { isac: "reader" } as const };
  expect(newAccountOf(draft)).toEqual({
    name: "sato",
    organisation: "Example Rail",
    kind: "person",
    operates: false,
    memberships: [{ community: "isac", role: "reader" }],
  });
  expect(membershipsOf(draft)).toHaveLength(1);
});

test("what the hub would refuse is said before it is asked", () => {
  expect(wrongIn(draftOf(null), true)).toEqual(["name", "organisation"]);
  expect(wrongIn({ ...draftOf(tanaka), password: "short" }, false)).toEqual(["password"]);
  expect(wrongIn({ ...draftOf(tanaka), certificate: "12:34" }, false)).toEqual(["certificate"]);
  expect(wrongIn({ ...draftOf(tanaka), password: "beacon fires at night", certificate: "AB".repeat(32) }, false)).toEqual([]);
});

test("to lock an account, or to take its rights, locks it out", () => {
  expect(locksOut(tanaka, { ...draftOf(tanaka), active: false })).toBe(true);
  expect(locksOut({ ...tanaka, operates: true }, { ...draftOf(tanaka), operates: false })).toBe(true);
  expect(locksOut(tanaka, { ...draftOf(tanaka), operates: true })).toBe(false);
});
