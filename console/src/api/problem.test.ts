import { afterEach, expect, test, vi } from "vitest";
import { addressOf, get, keepCsrfToken, onSignedOut, put, remove } from "./client";
import { HubError, problemOf, waitOf, type Problem } from "./problem";

afterEach(() => {
  vi.unstubAllGlobals();
  keepCsrfToken("");
  onSignedOut(() => undefined);
});

function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const asked = vi.fn((_address: string, _init: RequestInit) =>
    Promise.resolve(new Response(status === 204 ? null : body, { status, headers })),
  );
  vi.stubGlobal("fetch", asked);
  return asked;
}

async function problemOfAsking(act: () => Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await act().then(() => undefined, (error: unknown) => error);
  if (!(thrown instanceof HubError)) throw new Error("this should have failed");
  return thrown.problem;
}

const kJson = { "Content-Type": "application/problem+json" };

test("addresses carry any value", () => {
  expect(addressOf("/servers/{id}", { path: { id: "a/b?c" } })).toBe("/api/v1/servers/a%2Fb%3Fc");
  expect(addressOf("/servers", { query: { q: "a&b", limit: 5, cursor: undefined } })).toBe("/api/v1/servers?q=a%26b&limit=5");
  expect(() => addressOf("/servers/{id}")).toThrow("no id for /servers/{id}");
});

test("changes carry the session's token, questions do not", async () => {
  keepCsrfToken("t0ken");
  const asked = answering(204, "");
  await remove("/session");
  expect(asked.mock.calls[0]?.[1].headers).toMatchObject({ "X-CSRF-Token": "t0ken" });
  answering(200, "{}", { "Content-Type": "application/json" });
  await get("/me");
  expect(asked.mock.calls[0]?.[1].method).toBe("DELETE");
});

test("a refusal is told apart, with its words", async () => {
  answering(409, '{"type":"x","title":"No","status":409,"detail":"The check-list objects","remarks":[{"rule":"r"}]}', kJson);
  const problem = await problemOfAsking(() => put("/servers/{id}/watch", { path: { id: "x" } }));
  expect(problem).toMatchObject({ trouble: "conflict", status: 409, detail: "The check-list objects" });
  expect(problem.remarks).toHaveLength(1);
});

test("an ended session is told to whoever asked to know", async () => {
  const out = vi.fn();
  onSignedOut(out);
  answering(401, "{}", kJson);
  expect((await problemOfAsking(() => get("/me"))).trouble).toBe("sign-in");
  expect(out).toHaveBeenCalledOnce();
});

test("without an answer it is the network", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect((await problemOfAsking(() => get("/me"))).trouble).toBe("network");
  answering(200, "{half", { "Content-Type": "application/json" });
  expect((await problemOfAsking(() => get("/me"))).trouble).toBe("network");
});

test("bodies that are no problem details are none", () => {
  for (const body of [null, "text", 7, [], { title: 7, remarks: "no" }]) {
    expect(problemOf(500, body, null)).toMatchObject({ trouble: "unavailable", title: "", detail: "", remarks: [] });
  }
});

test("how long to wait is seconds or a date", () => {
  const now = Date.parse("2026-01-14T00:00:00Z");
  expect(waitOf("120", now)).toBe(120);
  expect(waitOf("Wed, 14 Jan 2026 00:01:00 GMT", now)).toBe(60);
  expect(waitOf("Tue, 13 Jan 2026 00:01:00 GMT", now)).toBe(0);
  expect(waitOf("soon", now)).toBe(0);
  expect(waitOf(null, now)).toBe(0);
});
