import { expect, test } from "vitest";
import { readSettings } from "./settings";

test("the browser's language decides until somebody chooses", () => {
  expect(readSettings(null, "ja-JP")).toEqual({ language: "ja", zone: "JST", theme: "system" });
  expect(readSettings(null, "de")).toEqual({ language: "en", zone: "UTC", theme: "system" });
  expect(readSettings('{"language":"en"}', "ja").language).toBe("en");
});

test("what nobody could have chosen is passed over", () => {
  const kept = readSettings('{"language":"xx","zone":"CET","theme":7}', "en");
  expect(kept).toEqual({ language: "en", zone: "UTC", theme: "system" });
  for (const broken of ["{", "null", "[]", '"ja"']) {
    expect(readSettings(broken, "en").language).toBe("en");
  }
});
