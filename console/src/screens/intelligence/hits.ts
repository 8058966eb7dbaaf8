// What a row of results says, taken from the object that came with it.
import type { Schema } from "@/api/contract";
import { defangValue } from "./defang";
import { tlpOf, type TlpLabel } from "./markings";

export type Hit = Schema<"Hit">;
export type Collection = Schema<"Collection">;

export type Collections = ReadonlyMap<string, Collection>;

export function collectionsById(collections: readonly Collection[]): Collections {
  return new Map(collections.map((one) => [one.id, one]));
}

/** Its name made harmless; "" where it has none: the hub then says its type. */
export function nameOf(one: { readonly type: string; readonly name: string }): string {
  return one.name === one.type ? "" : defangValue(one.type, one.name);
}

/** The two ends of a relationship; null for everything else, and where it names no ends. */
export function endsOf(object: Readonly<Record<string, unknown>>): { readonly from: string; readonly to: string; readonly relation: string } | null {
  const { type, source_ref: from, target_ref: to, relationship_type: relation } = object;
  if (type !== "relationship" || typeof from !== "string" || typeof to !== "string" || typeof relation !== "string") return null;
  return { from, to, relation };
}

/** The colour of the object itself, else that of the collection in which it lies. */
export function tlpOfHit(hit: Hit, collections: Collections): TlpLabel | undefined {
  return tlpOf(hit.object) ?? collections.get(hit.collection)?.tlp;
}

/** The identity that made the object, if it names one. */
export function makerOf(object: Readonly<Record<string, unknown>>): string | undefined {
  const maker = object["created_by_ref"];
  return typeof maker === "string" && maker !== "" ? maker : undefined;
}

/** When the object says that it changed; observables do not say. */
export function changedAt(object: Readonly<Record<string, unknown>>): string | undefined {
  const changed = object["modified"] ?? object["created"];
  return typeof changed === "string" ? changed : undefined;
}

/** How many there are, as far as they were counted. */
export interface Tally {
  readonly visible: number;
  readonly capped: boolean;
}

const kNamesAtMost = 80; // asked for one list; the rest stand by their ids

/** Whose names a list of hits needs: its makers and the ends of its relationships, once each. */
export function namedIn(hits: readonly Hit[]): readonly string[] {
  const found = new Set<string>();
  for (const { object } of hits) {
    const maker = makerOf(object);
    const ends = endsOf(object);
    if (maker !== undefined) found.add(maker);
    if (ends) found.add(ends.from).add(ends.to);
    if (found.size >= kNamesAtMost) break;
  }
  return [...found];
}
