import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { purposeCommand, quoted } from "./command";

test("a shell reads back what was quoted, whatever it holds", () => {
  for (const text of ["port 23", "it's", "$(id) `id` \"x\" \\ !! ~ *", "--config", "'; rm -rf x; '", "加入者", ""]) {
    expect(execFileSync("/bin/sh", ["-c", `printf %s ${quoted(text)}`], { encoding: "utf8" })).toBe(text);
  }
});

test("a line of a shell stays one line", () => {
  expect(quoted("a\nb\r\u0000\u001bc")).toBe("'a b c'");
});

test("the command carries filter, time and purpose", () => {
  const asked = { filter: "port 23", from: "2026-01-14T00:00:00.000Z", to: "2026-01-15T00:00:00.000Z" };
  expect(purposeCommand(asked, "ticket")).toBe(
    "noroshi flow query --config /etc/noroshi/noroshi.toml 'port 23' --from 2026-01-14T00:00:00Z --to 2026-01-15T00:00:00Z --purpose 'ticket'",
  );
  expect(purposeCommand({ ...asked, filter: "" }, "ticket")).not.toContain("''");
  expect(purposeCommand({ ...asked, filter: "--sql SELECT 1" }, "ticket")).toContain(" '(--sql SELECT 1)' ");
});
