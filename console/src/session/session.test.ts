import { expect, test } from "vitest";
import { returnPath, signInHref } from "./session";

test("after signing in one is where one was", () => {
  const href = signInHref({ path: "/servers", search: "?q=port%3A443" });
  expect(new URLSearchParams(href.split("?")[1]).get("return")).toBe("/servers?q=port%3A443");
  expect(signInHref({ path: "/", search: "" })).toBe("/sign-in");
});

test("the way back leads nowhere else", () => {
  expect(returnPath("/servers?q=1")).toBe("/servers?q=1");
  for (const evil of ["//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "", "/sign-in?return=/"]) {
    expect(returnPath(evil)).toBe("/");
  }
});
