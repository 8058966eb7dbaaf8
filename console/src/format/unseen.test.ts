import { expect, test } from "vitest";
import { numberOf, visible } from "./unseen";

test("what would not be seen is shown by its number", () => {
  expect(visible("invoice\u202efdp.exe")).toBe("invoice⟨U+202E⟩fdp.exe");
  expect(visible("pay\u200bpal\u0000\u{e0041}")).toBe("pay⟨U+200B⟩pal⟨U+0000⟩⟨U+E0041⟩");
  expect(visible("half \ud800 of one")).toBe("half ⟨U+D800⟩ of one");
  expect(numberOf("\n")).toBe("U+000A");
});

test("text of any script stays as it is", () => {
  for (const text of ["国税 フィッシング", "عربى", "नमस्ते", "👩\u200d🚒", "葛\u{e0100}", "a\tb\nc", ""]) expect(visible(text)).toBe(text);
});
