import { expect, test } from "vitest";
import { isObjectId, meant, meantAs, typeOfId } from "./recognise";

test("values are known by their form, defanged or not", () => {
  for (const value of [
    "198.51.100.7",
    "198.51.100.0/24",
    "198.51.100.7:443",
    "2001:db8::1",
    "2001:DB8::/32",
    "[2001:db8::1]:443",
    "evil.example",
    "_dmarc.evil.example",
    "例え.テスト",
    "evil.example.",
    "evil.example:8443",
    "https://evil.example/path?q=1",
    "someone@evil.example",
    "d41d8cd98f00b204e9800998ecf8427e",
    "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    "00:00:5e:00:53:01",
    "AS64496",
    "HKLM\\Software\\Evil",
  ]) {
    expect(meant(value), value).toEqual({ as: "value", value });
  }
  expect(meant(" hxxps://evil[.]example/x ")).toEqual({ as: "value", value: "https://evil.example/x" });
  expect(meant("198[.]51[.]100[.]7")).toEqual({ as: "value", value: "198.51.100.7" });
});

test("words stay words", () => {
  for (const words of ["国税 フィッシング", "mirai", "CVE-2024-3094", "APT1", "1.2", "a.b", "300.1.1.1", "evil.example botnet", "cafe", "T1059.004", "C&C"]) {
    expect(meant(words), words).toEqual({ as: "words", words });
  }
});

test("an id is an object, whatever its type", () => {
  const id = "x-own-type--00000000-0000-4000-8000-000000000001";
  expect(meant(id.toUpperCase())).toEqual({ as: "object", id });
  expect(isObjectId("indicator--1")).toBe(false);
  expect(typeOfId("attack-pattern--00000000-0000-4000-8000-000000000001")).toBe("attack-pattern");
  expect(typeOfId("nothing")).toBe("");
});

test("the reader's word goes before the form", () => {
  expect(meantAs("evil.example", "words")).toEqual({ as: "words", words: "evil.example" });
  expect(meantAs("Global\\mutex", "mutex")).toEqual({ as: "value", value: "Global\\mutex" });
  expect(meantAs("evil.example", "")).toEqual({ as: "value", value: "evil.example" });
  expect(meantAs("  ", "mutex")).toEqual({ as: "nothing" });
});
