import { expect, test } from "vitest";
import { pathOf, segmentsOf } from "./location";
import { param, readQuery, writeQuery } from "./query";

const spec = {
  q: param.text(),
  rows: param.whole(50, 1, 1000),
  score: param.number(0, 0, 100),
  sort: param.choice(["score", "name"], "score"),
  live: param.flag(),
  tags: param.list(),
  from: param.instant(),
};

test("paths carry any text there and back", () => {
  for (const part of ["192.0.2.1:443", "a/b", "国税 フィッシング", "%", "..", "?#&"]) {
    expect(segmentsOf(pathOf("servers", part))).toEqual(["servers", part]);
  }
  expect(segmentsOf("/servers/%E0%A4%A")).toEqual(["servers", "%E0%A4%A"]);
});

test("what is read is what was written", () => {
  const change = {
    q: "名前:あ & b=c #1",
    rows: 7,
    score: 12.5,
    sort: "name" as const,
    live: true,
    tags: ["a,b", "50%2C", "c"],
    from: new Date("2026-01-14T14:59:00Z"),
  };
  const search = writeQuery(spec, "", change);
  expect(readQuery(spec, search)).toEqual(change);
});

test("defaults are not written, and strangers stay", () => {
  expect(writeQuery(spec, "?q=x&other=1", { q: "", rows: 50 })).toBe("?other=1");
  expect(writeQuery(spec, "?q=x", { q: "" })).toBe("");
  expect(writeQuery(spec, "?from=2026-01-14T00:00:00Z", { from: null })).toBe("");
});

test("what cannot be read is the default", () => {
  const query = readQuery(spec, "?rows=99999&score=abc&sort=evil&live=maybe&from=yesterday");
  expect(query).toEqual(readQuery(spec, ""));
  expect(readQuery(spec, "?rows=1e2").rows).toBe(50);
  expect(readQuery(spec, "?score=").score).toBe(0);
});
