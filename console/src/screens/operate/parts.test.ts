import { expect, test } from "vitest";
import { kParts, mayOpen, partOf } from "./parts";

const me = (operates: boolean, flows = false, operate = true) => ({ operates, flows, scopes: { read: true, write: true, operate } });

test("an operator opens everything, anybody else the own keys and the organisation's", () => {
  expect(kParts.filter((part) => mayOpen(part, me(true)))).toEqual([...kParts]);
  expect(kParts.filter((part) => mayOpen(part, me(false)))).toEqual(["keys", "seals"]);
  expect(kParts.filter((part) => mayOpen(part, me(false, true)))).toEqual(["keys", "seals", "sensors"]);
});

test("a session without the scope operates nothing", () => {
  expect(mayOpen("trail", me(true, false, false))).toBe(false);
});

test("one begins where one may be, and goes where the address says", () => {
  expect(partOf("", me(true))).toBe("users");
  expect(partOf("", me(false))).toBe("keys");
  expect(partOf("trail", me(false))).toBe("trail");
  expect(partOf("no-such", me(false))).toBe("keys");
});
