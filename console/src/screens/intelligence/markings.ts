// What an object's markings say: its TLP colour, and limits beyond the colour.
//
// Colours are known by the fixed ids of TLP 2.0 and 1.0 (STIX 2.1, section 7.2.1.4), community, regions
// and hops by Noroshi's extension of a marking definition (docs/formats/sharing-labels.md).  Of several
// colours the narrowest counts, those of single properties included.
import type { Schema } from "@/api/contract";

export type TlpLabel = Schema<"Tlp">;

// From wide to narrow.
const kColours: readonly TlpLabel[] = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];

const kIds: Readonly<Record<string, TlpLabel>> = {
  "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "TLP:CLEAR",
  "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "TLP:GREEN",
  "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "TLP:AMBER",
  "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": "TLP:AMBER+STRICT",
  "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "TLP:RED",
  "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "TLP:CLEAR",
  "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "TLP:GREEN",
  "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "TLP:AMBER",
  "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "TLP:RED",
};

type Properties = Readonly<Record<string, unknown>>;

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

const isMap = (value: unknown): value is Properties => typeof value === "object" && value !== null && !Array.isArray(value);

/** The ids of an object's markings, those of single properties included, once each. */
export function markingIds(object: Properties): readonly string[] {
  const granular = Array.isArray(object["granular_markings"]) ? object["granular_markings"] : [];
  const ids = [...texts(object["object_marking_refs"])];
  for (const one of granular) if (isMap(one) && typeof one["marking_ref"] === "string") ids.push(one["marking_ref"]);
  return [...new Set(ids)];
}

export const colourOfMarking = (id: string): TlpLabel | undefined => (Object.hasOwn(kIds, id) ? kIds[id] : undefined);

/** The narrowest colour that an object names; undefined if it names none. */
export function tlpOf(object: Properties): TlpLabel | undefined {
  const named = markingIds(object).map(colourOfMarking);
  return [...kColours].reverse().find((colour) => named.includes(colour));
}

export interface Limits {
  /** UUID. */
  readonly community: string | undefined;
  /** undefined: everywhere. */
  readonly regions: readonly string[] | undefined;
  readonly recipients: readonly string[];
  readonly hops: number | undefined;
}

/** The limits that a marking definition sets by Noroshi's extension; null if it is another one. */
export function limitsOf(definition: Properties): Limits | null {
  const extensions = definition["extensions"];
  if (definition["type"] !== "marking-definition" || !isMap(extensions)) return null;
  for (const one of Object.values(extensions)) {
    if (!isMap(one) || !["community", "regions", "hops", "recipients"].some((name) => Object.hasOwn(one, name))) continue;
    return {
      community: typeof one["community"] === "string" ? one["community"] : undefined,
      regions: Object.hasOwn(one, "regions") ? texts(one["regions"]) : undefined,
      recipients: texts(one["recipients"]),
      hops: typeof one["hops"] === "number" ? one["hops"] : undefined,
    };
  }
  return null;
}

/** The words of a statement marking; undefined if it is another one. */
export function statementOf(definition: Properties): string | undefined {
  const inner = definition["definition"];
  return isMap(inner) && typeof inner["statement"] === "string" ? inner["statement"] : undefined;
}
