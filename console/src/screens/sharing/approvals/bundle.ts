// What belongs together in the queue: a Finding that was pushed waits as a dozen objects, tied to one
// another by their references.
//
// Whoever made it, its markings and its place are of many Findings: they come along and lead no further.
import type { Waiting } from "./checks";

const kOfMany = new Set(["identity", "marking-definition", "autonomous-system", "location"]);

/** Every text in an object that could be the id of another; asked only of what waits. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** `one` and what it is tied to on its way to the same collection, in the order of the queue. */
export function bundleOf(items: readonly Waiting[], one: Waiting): readonly Waiting[] {
  const here = items.filter((item) => item.collection === one.collection);
  const ties = new Map(here.map((item) => [item.id, new Set<string>()]));
  for (const item of here) {
    for (const id of textsIn(item.object)) {
      if (id === item.id || !ties.has(id)) continue;
      ties.get(item.id)?.add(id);
      ties.get(id)?.add(item.id);
    }
  }
  const types = new Map(here.map((item) => [item.id, item.type]));
  const together = new Set([one.id]);
  // A set that grows while it is gone through hands out what was added.
  for (const id of together) {
    if (id !== one.id && kOfMany.has(types.get(id) ?? "")) continue;
    for (const tied of ties.get(id) ?? []) together.add(tied);
  }
  return here.filter((item) => together.has(item.id));
}
