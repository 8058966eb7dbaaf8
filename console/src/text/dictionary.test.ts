import { expect, test } from "vitest";
import { dictionary } from "./dictionary";

test("both languages answer to the same keys", () => {
  const text = dictionary({
    en: { title: "Flows", rows: (n: number) => `${n} rows`, nested: { open: "Open" } },
    ja: { title: "フロー", rows: (n) => `${n}行`, nested: { open: "開く" } },
  });
  expect(text.en.rows(3)).toBe("3 rows");
  expect(text.ja.rows(3)).toBe("3行");
  expect(text.ja.nested.open).toBe("開く");
});

test("a missing or a surplus key does not compile", () => {
  // @ts-expect-error: ja lacks "b"
  dictionary({ en: { a: "a", b: "b" }, ja: { a: "a" } });
  // @ts-expect-error: en has no "b"
  dictionary({ en: { a: "a" }, ja: { a: "a", b: "b" } });
  // @ts-expect-error: a parameter became a plain text
  dictionary({ en: { a: (n: number) => `${n}` }, ja: { a: "a" } });
});
