// Asks the hub: the one place that calls fetch.
//
//   const page = await get("/servers", { query: { q: "port:443" } });
//   await put("/servers/{id}/verdict", { path: { id }, body: { verdict: "confirm" } });
//
// Everything that is not a good answer is a HubError.  Changes carry the session's token
// (X-CSRF-Token); an ended session leads to the sign-in screen through `onSignedOut`.
import type { paths } from "./schema";
import type { AnswerOf, Method, PathsWith, RequestOf } from "./contract";
import { HubError, problemOf, waitOf, withoutAnswer } from "./problem";

export const kApi = "/api/v1";

interface Given {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
}

let csrfToken = "";
let signedOut: () => void = () => undefined;

export function keepCsrfToken(token: string): void {
  csrfToken = token;
}

/** What to do when the hub says that nobody is signed in. */
export function onSignedOut(act: () => void): void {
  signedOut = act;
}

/** The address of a route; for links to what is downloaded as well. */
export function addressOf(path: string, given: Given = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given.path?.[name];
    if (value === undefined) throw new TypeError(`no ${name} for ${path}`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {})) {
    if (value === undefined || value === null || value === "") continue;
    query.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const written = query.toString();
  return kApi + filled + (written === "" ? "" : `?${written}`);
}

async function bodyOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  const text = await answer.text();
  if (!/\bjson\b/.test(answer.headers.get("Content-Type") ?? "")) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new HubError({ ...withoutAnswer("network"), status: answer.status });
  }
}

function requestInit(method: Method, given: Given, signal: AbortSignal | undefined): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "get" && csrfToken !== "") headers["X-CSRF-Token"] = csrfToken;
  if (given.body !== undefined) headers["Content-Type"] = "application/json";
  return {
    method: method.toUpperCase(),
    headers,
    credentials: "same-origin",
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    ...(signal ? { signal } : {}),
  };
}

/** A hub reads its servers once after it has started, and says 503 until then (docs/operations/hub-api.md). */
const kReadFirst = /^\/(servers(\/completion|\/\{id\})?|today|programme\/[a-z-]+)$/;
const kPatience = { times: 40, mostSeconds: 5 };

/** What asks again by itself while the hub reads; every other answer as it came. */
async function answerOf(method: Method, path: string, given: Given, signal: AbortSignal | undefined): Promise<Response> {
  for (let time = 0; ; ++time) {
    const answer = await fetch(addressOf(path, given), requestInit(method, given, signal));
    const reads = method === "get" && answer.status === 503 && kReadFirst.test(path);
    if (!reads || time >= kPatience.times || signal?.aborted) return answer;
    const seconds = Math.min(kPatience.mostSeconds, waitOf(answer.headers.get("Retry-After"), Date.now()) || 1);
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
}

async function ask(method: Method, path: string, given: Given, signal?: AbortSignal): Promise<unknown> {
  try {
    const answer = await answerOf(method, path, given, signal);
    const body = await bodyOf(answer);
    if (answer.ok) return body;
    if (answer.status === 401 && path !== "/session") signedOut();
    throw new HubError(problemOf(answer.status, body, answer.headers.get("Retry-After")));
  } catch (thrown) {
    if (thrown instanceof HubError || (thrown instanceof TypeError && /^no \w+ for /.test(thrown.message))) throw thrown;
    throw new HubError(withoutAnswer(signal?.aborted ? "stopped" : "network"));
  }
}

// A route without parameters and body needs no second argument.
type Arguments<P extends keyof paths, M extends Method> = object extends RequestOf<P, M>
  ? [request?: RequestOf<P, M>, signal?: AbortSignal]
  : [request: RequestOf<P, M>, signal?: AbortSignal];

function asker<M extends Method>(method: M) {
  return <P extends PathsWith<M>>(path: P, ...[request, signal]: Arguments<P, M>): Promise<AnswerOf<P, M>> =>
    ask(method, path, (request ?? {}) as Given, signal) as Promise<AnswerOf<P, M>>;
}

export const get = asker("get");
export const post = asker("post");
export const put = asker("put");
export const patch = asker("patch");
export const remove = asker("delete");
