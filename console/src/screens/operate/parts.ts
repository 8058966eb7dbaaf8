// The parts of the operate screen, and who may open which.
//
// This decides what is offered; what is given is decided by the hub, for each request.
import type { Me } from "@/session/session";

export const kParts = ["users", "keys", "seals", "feeds", "sensors", "storage", "trail", "doctor", "hub"] as const;
export type Part = (typeof kParts)[number];

type Asker = Pick<Me, "operates" | "scopes" | "flows">;

export function operates(me: Asker): boolean {
  return me.operates && me.scopes.operate;
}

export function mayOpen(part: Part, me: Asker): boolean {
  if (part === "keys" || part === "seals") return true; // one's own, and one's organisation's
  if (part === "sensors") return operates(me) || me.flows === true;
  return operates(me);
}

/** The part that the URL names; without one, the first that this account may open. */
export function partOf(tab: string, me: Asker): Part {
  return kParts.find((part) => part === tab) ?? kParts.find((part) => mayOpen(part, me)) ?? "keys";
}
