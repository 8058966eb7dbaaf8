import { expect, test } from "vitest";
import { expiryOf, isOver } from "./expiry";

const now = new Date("2026-01-14T14:59:30.250Z");

test("a key runs out when it was said to", () => {
  expect(expiryOf("30", now)).toBe("2026-02-13T14:59:30.000Z");
  expect(expiryOf("never", now)).toBeUndefined();
});

test("a key that has run out is told apart", () => {
  expect(isOver("2026-01-14T14:59:30.000Z", now)).toBe(true);
  expect(isOver("2026-01-15T00:00:00.000Z", now)).toBe(false);
  expect(isOver(undefined, now)).toBe(false);
});
