import { expect, test } from "vitest";
import { aroundError, take } from "./caret";

test("a continuation takes the place of its word", () => {
  expect(take("po", { from: 0, to: 2 }, "port")).toEqual({ text: "port ", caret: 5 });
  expect(take("port = 4 and x", { from: 7, to: 8 }, "443")).toEqual({ text: "port = 443 and x", caret: 10 });
  expect(take("country = ", { from: 10, to: 10 }, "JP")).toEqual({ text: "country = JP ", caret: 13 });
});

test("what goes on by itself gets no blank", () => {
  expect(take("a", { from: 0, to: 1 }, "port:").text).toBe("port:");
  expect(take("a", { from: 0, to: 1 }, "(").text).toBe("(");
});

test("positions beyond the text are its end", () => {
  expect(take("ab", { from: 9, to: 12 }, "c")).toEqual({ text: "abc ", caret: 4 });
  expect(aroundError("ab", { from: 9, to: 12 })).toEqual(["ab", "\u00a0", ""]);
});

test("an error is marked where it is", () => {
  expect(aroundError("port = x1 and", { from: 7, to: 9 })).toEqual(["port = ", "x1", " and"]);
  expect(aroundError("国税 =", { from: 4, to: 4 })).toEqual(["国税 =", "\u00a0", ""]);
});
