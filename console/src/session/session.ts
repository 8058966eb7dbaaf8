// Who is signed in, and what follows from it: the token for changes, the live connection, and the
// way to the sign-in screen and back.
import { get, keepCsrfToken, onSignedOut, remove } from "@/api/client";
import type { Schema } from "@/api/contract";
import { startEvents, stopEvents } from "@/api/events";
import { problemFrom, type Problem } from "@/api/problem";
import { navigate, place } from "@/router/location";
import { cell, useCell } from "@/state/cell";

export type Me = Schema<"Me">;

export type Session =
  | { readonly state: "asking" }
  | { readonly state: "in"; readonly me: Me }
  | { readonly state: "out" }
  | { readonly state: "unknown"; readonly problem: Problem };

export const session = cell<Session>({ state: "asking" });
export const useSession = (): Session => useCell(session);

/** The signed-in account; undefined on screens that are shown without one. */
export function useMe(): Me | undefined {
  const now = useSession();
  return now.state === "in" ? now.me : undefined;
}

/** Asks who is signed in: at the start, and after a sign-in. */
export async function meet(): Promise<Session> {
  try {
    const me = await get("/me");
    keepCsrfToken(me.csrf_token ?? "");
    session.set({ state: "in", me });
    startEvents();
  } catch (thrown) {
    const problem = problemFrom(thrown);
    session.set(problem.trouble === "sign-in" ? { state: "out" } : { state: "unknown", problem });
  }
  return session.get();
}

/** The sign-in screen's address, which leads back to where one is. */
export function signInHref(from: { path: string; search: string }): string {
  const back = from.path + from.search;
  return back === "/" ? "/sign-in" : `/sign-in?return=${encodeURIComponent(back)}`;
}

/** Where to go after signing in: a path of this console and nothing else (no open redirect). */
export function returnPath(wanted: string): string {
  const ours = /^\/(?![/\\])/.test(wanted) && !wanted.startsWith("/sign-in");
  return ours ? wanted : "/";
}

function leave(): void {
  keepCsrfToken("");
  stopEvents();
  session.set({ state: "out" });
}

export async function signOut(): Promise<void> {
  try {
    await remove("/session");
  } catch (thrown) {
    const problem = problemFrom(thrown);
    if (problem.trouble !== "sign-in") throw thrown;
  }
  leave();
  navigate("/sign-in");
}

export function startSession(): void {
  onSignedOut(() => {
    leave();
    const here = place.get();
    if (here.path !== "/sign-in" && here.path !== "/gallery") navigate(signInHref(here), { replace: true });
  });
  void meet();
}
