// The figures of an overlap, as the charts take them.
import type { Schema } from "@/api/contract";
import type { TopItem } from "@/components/top-list";

export type OverlapAnswer = Schema<"Overlap">;

export interface Estimate {
  readonly unseen: number;
  readonly whole: number;
  readonly low: number;
  readonly high: number;
}

/** The estimate, if it is one: every member a finite number. */
export function estimateOf(overlap: { readonly estimate?: unknown }): Estimate | null {
  const given = overlap.estimate as Readonly<Record<string, unknown>> | null | undefined;
  if (!given) return null;
  const [unseen, whole, low, high] = ["unseen", "whole", "low", "high"].map((name) => given[name]);
  const all = [unseen, whole, low, high];
  if (!all.every((value): value is number => typeof value === "number" && Number.isFinite(value))) return null;
  return { unseen, whole, low, high } as Estimate;
}

/** The interval speaks of all servers; of the unseen ones it is less what is seen. */
export function unseenInterval(estimate: Estimate): { low: number; high: number } {
  const seen = estimate.whole - estimate.unseen;
  return { low: Math.max(0, estimate.low - seen), high: Math.max(0, estimate.high - seen) };
}

/** A pseudonym is an identity without a name: its beginning tells it from others. */
export function operatorName(operator: string, member: (id: string) => string): string {
  const pseudonym = /^identity--([0-9a-f]{8})/.exec(operator)?.[1];
  return pseudonym === undefined ? operator : member(pseudonym);
}

export function greatestFirst(
  overlap: Pick<OverlapAnswer, "operators">,
  figure: "exclusive" | "gain_on_average",
  name: (operator: string) => string,
): TopItem[] {
  return overlap.operators
    .map((one) => ({ key: one.operator, text: name(one.operator), value: one[figure] }))
    .sort((a, b) => b.value - a.value);
}
