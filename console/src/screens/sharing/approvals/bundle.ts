// What belongs together in the queue: a Finding that was pushed waits as a dozen objects, tied to one
// another by their references.
//
// Whoever made it, its markings, its place and the definitions of its extensions are of many Findings:
// they come along with what they refer to themselves, and lead to no other Finding.
import type { Waiting } from "./checks";

const kOfMany = new Set(["identity", "marking-definition", "extension-definition", "autonomous-system", "location"]);

/** Every text in an object that could be the id of another: values, and names (of extensions). */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield* Object.keys(value);
  for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** `one` and what it is tied to on its way to the same collection, in the order of the queue. */
export function bundleOf(items: readonly Waiting[], one: Waiting): readonly Waiting[] {
  const here = new Map(items.filter((item) => item.collection === one.collection).map((item) => [item.id, item]));
  const refersTo = (item: Waiting): string[] => [...textsIn(item.object)].filter((id) => id !== item.id && here.has(id));
  const referredBy = new Map<string, string[]>([...here.keys()].map((id) => [id, []]));
  for (const item of here.values()) for (const id of refersTo(item)) referredBy.get(id)?.push(item.id);
  const together = new Set([one.id]);
  // A set that grows while it is gone through hands out what was added.
  for (const id of together) {
    const item = here.get(id);
    const back = id === one.id || !kOfMany.has(item?.type ?? "") ? (referredBy.get(id) ?? []) : [];
    for (const tied of [...(item ? refersTo(item) : []), ...back]) together.add(tied);
  }
  return items.filter((item) => item.collection === one.collection && together.has(item.id));
}
