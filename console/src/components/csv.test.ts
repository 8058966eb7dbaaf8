import { expect, test } from "vitest";
import { csv, csvField, fileName } from "./csv";

test("fields are quoted when they must be", () => {
  expect(csvField("plain")).toBe("plain");
  expect(csvField('a "b"')).toBe('"a ""b"""');
  expect(csvField("a,b")).toBe('"a,b"');
  expect(csvField("two\nlines")).toBe('"two\nlines"');
  expect(csvField(null)).toBe("");
  expect(csvField(NaN)).toBe("");
});

test("what a spreadsheet would run is text", () => {
  for (const evil of ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"]) {
    expect(csvField(evil).replace(/^"/, "").startsWith("'")).toBe(true);
  }
  expect(csvField(-3)).toBe("-3");
});

test("records end as RFC 4180 says", () => {
  expect(csv(["名称", "n"], [["国税", 1], ["x", null]])).toBe("名称,n\r\n国税,1\r\nx,\r\n");
});

test("file names are safe on every system", () => {
  expect(fileName("servers 2026/01", "csv")).toBe("servers-2026-01.csv");
  expect(fileName("../../etc/passwd", "csv")).toBe("etc-passwd.csv");
  expect(fileName("脅威情報", "png")).toBe("脅威情報.png");
  expect(fileName("///", "csv")).toBe("noroshi.csv");
});
