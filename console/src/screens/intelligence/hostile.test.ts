import { expect, test } from "vitest";
import { cut, piecesOf, plainly } from "./hostile";

const shown = (text: string): string => piecesOf(text).map((piece) => (piece.unseen ? `⟨${piece.text}⟩` : piece.text)).join("");

test("characters that would not be seen are shown by their numbers", () => {
  expect(shown("invoice\u202Egpj.exe")).toBe("invoice⟨U+202E⟩gpj.exe");
  expect(shown("goo\u200Bgle")).toBe("goo⟨U+200B⟩gle");
  expect(shown("a\u0000b\u001Bc")).toBe("a⟨U+0000⟩b⟨U+001B⟩c");
  expect(shown("\u{E0041}")).toBe("⟨U+E0041⟩");
  expect(shown("\uD800")).toBe("⟨U+D800⟩");
});

test("ordinary text stays whole, in every script", () => {
  for (const text of ["国税 フィッシング", "مرحبا", "<script>alert(1)</script>", "👩‍💻", "a\tb\nc", "नमस्ते"]) {
    expect(piecesOf(text)).toEqual([{ text }]);
  }
  expect(piecesOf("")).toEqual([]);
});

test("titles of windows hold nothing unseen either", () => {
  expect(plainly("invoice\u202Egpj.exe")).toBe("invoiceU+202Egpj.exe");
});

test("a cut never leaves half a character", () => {
  expect(cut("abc", 3)).toEqual({ text: "abc", left: 0 });
  expect(cut("abcdef", 3)).toEqual({ text: "abc", left: 3 });
  expect(cut("ab😀cd", 3)).toEqual({ text: "ab", left: 4 });
});
