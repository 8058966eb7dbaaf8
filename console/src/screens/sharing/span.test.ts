import { expect, test } from "vitest";
import { spanOf } from "./span";

test("a span ends with the hour and is as long as it says", () => {
  const span = spanOf(7, new Date("2026-01-14T14:59:30Z"));
  expect(span).toEqual({ from: "2026-01-07T15:00:00.000Z", to: "2026-01-14T15:00:00.000Z" });
});
