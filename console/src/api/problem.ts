// What can go wrong between the console and the hub, as one type that screens can tell apart.
import type { Schema } from "./contract";

export type Remark = Schema<"Remark">;

export type Trouble =
  | "sign-in" // 401: no session, or it ended
  | "forbidden" // 403
  | "missing" // 404
  | "conflict" // 409, with remarks where a check-list objects
  | "invalid" // 400, 413, 415, 422
  | "too-many" // 429: wait
  | "unavailable" // 5xx: the hub's own trouble
  | "network" // no answer at all
  | "stopped"; // given up by the console itself

export interface Problem {
  readonly trouble: Trouble;
  /** HTTP's number; 0 where there was no answer. */
  readonly status: number;
  /** In the hub's words (RFC 9457), empty where it said none. */
  readonly title: string;
  readonly detail: string;
  readonly remarks: readonly Remark[];
  /** How long to wait before asking again, in seconds; 0: not said. */
  readonly waitSeconds: number;
}

export class HubError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title || problem.trouble);
    this.name = "HubError";
  }
  get trouble(): Trouble {
    return this.problem.trouble;
  }
}

function troubleOf(status: number): Trouble {
  if (status === 401) return "sign-in";
  if (status === 403) return "forbidden";
  if (status === 404) return "missing";
  if (status === 409) return "conflict";
  if (status === 429) return "too-many";
  return status >= 500 ? "unavailable" : "invalid";
}

/** Retry-After is seconds or a date (RFC 9110, section 10.2.3). */
export function waitOf(header: string | null, now: number): number {
  if (header === null) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const until = Date.parse(header);
  return Number.isNaN(until) ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export function problemOf(status: number, body: unknown, retryAfter: string | null): Problem {
  const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return {
    trouble: troubleOf(status),
    status,
    title: textOf(said["title"]),
    detail: textOf(said["detail"]),
    remarks: Array.isArray(said["remarks"]) ? (said["remarks"] as Remark[]) : [],
    waitSeconds: waitOf(retryAfter, Date.now()),
  };
}

export function withoutAnswer(trouble: "network" | "stopped"): Problem {
  return { trouble, status: 0, title: "", detail: "", remarks: [], waitSeconds: 0 };
}

/** Any thrown thing as a problem; what is not ours (a programming error) is thrown on. */
export function problemFrom(thrown: unknown): Problem {
  if (thrown instanceof HubError) return thrown.problem;
  throw thrown;
}
