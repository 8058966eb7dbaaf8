import { expect, test } from "vitest";
import { defang, defangValue, refang } from "./defang";

test("no URL in a text stays clickable", () => {
  expect(defang("see https://evil.example/a.b?c=d, then http://192.0.2.7:8080/x")).toBe(
    "see hxxps://evil[.]example/a.b?c=d, then hxxp://192[.]0[.]2[.]7:8080/x",
  );
  expect(defang("HTTP://EVIL.EXAMPLE")).toBe("hxxp://EVIL[.]EXAMPLE");
  expect(defang("悪性サイト https://例え.example/ へ")).toBe("悪性サイト hxxps://例え[.]example/ へ");
});

test("what is no URL stays as it is", () => {
  for (const text of ["C&C server 198.51.100.7:443/tcp", "version 1.2.3", "file.exe", "mailto", "", "http:"]) {
    expect(defang(text)).toBe(text);
  }
});

test("names and mail addresses are broken where they are the value", () => {
  expect(defangValue("domain-name", "www.evil.example")).toBe("www[.]evil[.]example");
  expect(defangValue("email-addr", "a.b@evil.example")).toBe("a[.]b[@]evil[.]example");
  expect(defangValue("url", "http://evil.example/")).toBe("hxxp://evil[.]example/");
  expect(defangValue("ipv4-addr", "192.0.2.7")).toBe("192.0.2.7");
});

test("what was broken is found again", () => {
  for (const [type, value] of [
    ["url", "https://evil.example/a.b"],
    ["url", "ftp://evil.example/"],
    ["domain-name", "www.evil.example"],
    ["email-addr", "a@evil.example"],
  ] as const) {
    expect(refang(` ${defangValue(type, value)} `)).toBe(value);
  }
});
