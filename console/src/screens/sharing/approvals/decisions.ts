// Decisions on their way to the hub.
import { post } from "@/api/client";
import { problemFrom, type Problem } from "@/api/problem";
import type { Schema } from "@/api/contract";
import type { Waiting } from "./checks";

/** null: decided. */
export async function decide(number: number, body: Schema<"Decision">): Promise<Problem | null> {
  try {
    await post("/approvals/{number}", { path: { number: String(number) }, body });
    return null;
  } catch (thrown) {
    return problemFrom(thrown);
  }
}

/** Releases one after another, so that a hub under load is asked once at a time; the numbers that failed. */
export async function releaseAll(items: readonly Waiting[], told: (done: number) => void): Promise<readonly number[]> {
  const failed: number[] = [];
  for (const [at, item] of items.entries()) {
    if (await decide(item.number, { decision: "release", override: false })) failed.push(item.number);
    told(at + 1);
  }
  return failed;
}
