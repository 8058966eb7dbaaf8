import { expect, test } from "vitest";
import { problemOf, withoutAnswer } from "@/api/problem";
import { linkIn } from "./link";
import { refusalOf } from "./refusal";

test("the secret is what stands behind #link=", () => {
  expect(linkIn("#link=abc-DEF_123")).toBe("abc-DEF_123");
  expect(linkIn("#other=1&link=x")).toBe("x");
  for (const none of ["", "#", "#link=", "#content", "#blink=x"]) expect(linkIn(none)).toBeNull();
});

test("a refusal is told apart by what one can do about it", () => {
  expect(refusalOf(problemOf(401, {}, null))).toBe("wrong");
  expect(refusalOf(problemOf(429, {}, "30"))).toBe("wait");
  expect(refusalOf(problemOf(403, {}, null))).toBe("forbidden");
  expect(refusalOf(problemOf(400, {}, null))).toBe("missing");
  expect(refusalOf(problemOf(503, {}, null))).toBe("unavailable");
  expect(refusalOf(withoutAnswer("network"))).toBe("network");
});
