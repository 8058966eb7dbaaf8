// @vitest-environment happy-dom
import { cleanup, renderHook, waitFor } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import { useAnswer, useAsked, usePages } from "./answer";
import { HubError, problemOf } from "./problem";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function hubAnswers(byAddress: Record<string, unknown>) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    const body = byAddress[address];
    const status = body === undefined ? 404 : 200;
    return Promise.resolve(new Response(JSON.stringify(body ?? {}), { status, headers: { "Content-Type": "application/json" } }));
  });
  return asked;
}

test("loading, then ready; a list without items is empty", async () => {
  hubAnswers({ "/api/v1/sensors": { items: [] }, "/api/v1/doctor": { well: true, checks: [{}] } });
  const sensors = renderHook(() => useAnswer("/sensors", {}));
  expect(sensors.result.current.state).toBe("loading");
  await waitFor(() => expect(sensors.result.current.state).toBe("empty"));
  const doctor = renderHook(() => useAnswer("/doctor", {}));
  await waitFor(() => expect(doctor.result.current.state).toBe("ready"));
});

test("while it is asked again the old data stays; for another question it does not", async () => {
  let n = 0;
  const release: (() => void)[] = [];
  const ask = (): Promise<number> => new Promise((done) => release.push(() => done((n += 1))));
  const { result, rerender } = renderHook(({ question }: { question: string }) => useAsked(question, ask), {
    initialProps: { question: "a" },
  });
  await waitFor(() => expect(release).toHaveLength(1));
  release[0]?.();
  await waitFor(() => expect(result.current).toMatchObject({ state: "ready", data: 1 }));
  result.current.again();
  await waitFor(() => expect(result.current).toMatchObject({ state: "loading", data: 1 }));
  await waitFor(() => expect(release).toHaveLength(2));
  rerender({ question: "b" });
  expect(result.current.data).toBeUndefined();
  await waitFor(() => expect(release).toHaveLength(3));
  release[1]?.(); // the late answer to the old question
  release[2]?.();
  await waitFor(() => expect(result.current).toMatchObject({ state: "ready", data: 3 }));
});

test("a closed door is not an error", async () => {
  const refuse = (status: number) => () => Promise.reject(new HubError(problemOf(status, {}, null)));
  const forbidden = renderHook(() => useAsked("x", refuse(403)));
  await waitFor(() => expect(forbidden.result.current.state).toBe("forbidden"));
  const failed = renderHook(() => useAsked("y", refuse(503)));
  await waitFor(() => expect(failed.result.current.state).toBe("error"));
});

test("nothing is asked before there is a question", async () => {
  const asked = hubAnswers({});
  const { result } = renderHook(() => useAnswer("/sensors", null));
  await Promise.resolve();
  expect(asked).toEqual([]);
  expect(result.current.state).toBe("loading");
});

test("pages follow their cursors to the end", async () => {
  const asked = hubAnswers({
    "/api/v1/search?q=x": { items: ["a", "b"], visible: 5, capped: false, next: "2" },
    "/api/v1/search?q=x&cursor=2": { items: ["c", "d"], visible: 5, capped: false, next: "3" },
    "/api/v1/search?q=x&cursor=3": { items: ["e"], visible: 5, capped: false },
  });
  const { result } = renderHook(() => usePages("/search", { query: { q: "x" } }));
  await waitFor(() => expect(result.current.rows).toEqual(["a", "b"]));
  expect(result.current.unfinished).toBe(true);
  result.current.more();
  result.current.more(); // one at a time
  await waitFor(() => expect(result.current.rows).toEqual(["a", "b", "c", "d"]));
  expect(asked).toHaveLength(2);
  expect(await result.current.all()).toEqual(["a", "b", "c", "d", "e"]);
});
