import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { get } from "./client";
import { HubError } from "./problem";

const json = { "Content-Type": "application/json" };
const reading = (): Response => new Response("{}", { status: 503, headers: { ...json, "Retry-After": "2" } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("asks again by itself while the hub reads its servers", async () => {
  const answers = [reading(), reading(), new Response('{"items":[],"total":0,"offset":0,"edition":"1"}', { headers: json })];
  const fetching = vi.fn(async () => answers.shift());
  vi.stubGlobal("fetch", fetching);
  const asked = get("/servers");
  await vi.advanceTimersByTimeAsync(4_100);
  expect((await asked).total).toBe(0);
  expect(fetching).toHaveBeenCalledTimes(3);
});

test("asks an overloaded flow store once", async () => {
  const fetching = vi.fn(async () => reading());
  vi.stubGlobal("fetch", fetching);
  await expect(get("/flows/top")).rejects.toBeInstanceOf(HubError);
  expect(fetching).toHaveBeenCalledTimes(1);
});
