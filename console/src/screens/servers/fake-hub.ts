// A hub for tests of screens: answers by method and path, and remembers what it was asked.
import { vi } from "vitest";

export type Reply = { readonly status?: number; readonly body?: unknown } | ((url: URL, body: unknown) => { status?: number; body?: unknown });

export interface FakeHub {
  /** "PUT /servers/x/verdict {…}", in order. */
  readonly asked: string[];
  answer(route: string, reply: Reply): void;
}

/** Routes are "GET /servers"; what has no route answers 404. */
export function fakeHub(routes: Readonly<Record<string, Reply>>): FakeHub {
  const known = new Map<string, Reply>(Object.entries(routes));
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string, init: RequestInit = {}) => {
    const url = new URL(address, "https://hub.example");
    const route = `${init.method ?? "GET"} ${decodeURIComponent(url.pathname.replace("/api/v1", ""))}`;
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    asked.push(route + decodeURIComponent(url.search.replaceAll("+", " ")) + (body === undefined ? "" : ` ${JSON.stringify(body)}`));
    const reply = known.get(route) ?? { status: 404, body: { type: "about:blank", title: "Not Found", status: 404 } };
    const { status = 200, body: said } = typeof reply === "function" ? reply(url, body) : reply;
    const type = status >= 400 ? "application/problem+json" : "application/json";
    if (status === 0) return Promise.reject(new TypeError("failed to fetch"));
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(said), { status, headers: { "Content-Type": type } }));
  });
  return { asked, answer: (route, reply) => void known.set(route, reply) };
}

export const problem = (status: number, detail = ""): Reply => ({
  status,
  body: { type: "about:blank", title: "Refused", status, detail },
});
