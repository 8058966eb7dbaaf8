import { expect, test } from "vitest";
import { ownOf } from "./own";

test("finds what is there, and nothing that every object inherits", () => {
  const words = { port: "Port" };
  expect(ownOf(words, "port")).toBe("Port");
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", ""]) {
    expect(ownOf<string>(words, name)).toBeUndefined();
  }
});
