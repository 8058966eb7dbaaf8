// The check-list before release, as the hub goes through it (docs/formats/sharing-labels.md).
//
// All rules are shown, not only those that found something: an approver must see what was looked
// for, to know what is left for a person to read.
import type { Schema } from "@/api/contract";

export type Waiting = Schema<"Approvals">["items"][number];
export type Remark = Schema<"Remark">;

/** In the order in which they are read: what would do most harm first. */
export const kRules = [
  "victim-named",
  "own-name",
  "internal-name",
  "private-address",
  "mail-address",
  "sighting-place",
  "user-path",
  "account-name",
  "payload",
] as const;
export type Rule = (typeof kRules)[number];

export interface Check {
  /** One of kRules, or a rule that this console does not know yet. */
  readonly rule: string;
  readonly remarks: readonly Remark[];
  readonly blocks: boolean;
}

/** Every rule with what it found; those that block first, then those that found something. */
export function checkList(remarks: readonly Remark[]): readonly Check[] {
  const unknown = remarks.map((remark) => remark.rule).filter((rule) => !kRules.includes(rule as Rule));
  const checks = [...kRules, ...new Set(unknown)].map((rule): Check => {
    const found = remarks.filter((remark) => remark.rule === rule);
    return { rule, remarks: found, blocks: found.some((remark) => remark.blocks) };
  });
  const weight = (check: Check): number => (check.blocks ? 0 : check.remarks.length > 0 ? 1 : 2);
  return checks.sort((a, b) => weight(a) - weight(b));
}

export function isBlocked(item: Pick<Waiting, "remarks">): boolean {
  return item.remarks.some((remark) => remark.blocks);
}

/** Name, value or pattern of a STIX object, whichever it has; else its type and where its id begins. */
export function nameOf(object: Readonly<Record<string, unknown>>): string {
  for (const member of ["name", "value", "pattern", "path", "subject", "abstract", "relationship_type"]) {
    const said = object[member];
    if (typeof said === "string" && said.trim() !== "") return said;
  }
  const [type, uuid] = typeof object["id"] === "string" ? object["id"].split("--") : [];
  return type && uuid ? `${type} ${uuid.slice(0, 8)}` : "–";
}

/** The item to look at next once `number` is decided: the one after it, else the one before. */
export function nextOf(items: readonly Pick<Waiting, "number">[], number: number): number | undefined {
  const at = items.findIndex((item) => item.number === number);
  if (at < 0) return items[0]?.number;
  return (items[at + 1] ?? items[at - 1])?.number;
}

/** The item `step` further on in the queue, staying within it. */
export function stepFrom(items: readonly Pick<Waiting, "number">[], number: number | undefined, step: 1 | -1): number | undefined {
  const at = items.findIndex((item) => item.number === number);
  if (at < 0) return items[0]?.number;
  return items[Math.min(items.length - 1, Math.max(0, at + step))]?.number;
}

/** Everybody who could see one of several items, each once; and the greatest number of hubs. */
export function audienceOf(items: readonly Pick<Waiting, "audience">[]): Schema<"Audience"> {
  const organisations = new Set(items.flatMap((item) => item.audience?.organisations ?? []));
  return {
    organisations: [...organisations].sort((a, b) => a.localeCompare(b)),
    peers: Math.max(0, ...items.map((item) => item.audience?.peers ?? 0)),
  };
}
