// An object's properties as a tree that can be drawn: any depth, any type, known or not.
//
// Every leaf is told apart by what it is (a reference, a time, a digest …), from its own form rather
// than from the name of its property: custom properties are treated as well as those of the standard.
import { isObjectId } from "./recognise";

export type Leaf =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "code"; readonly text: string }
  | { readonly is: "reference"; readonly id: string }
  | { readonly is: "time"; readonly at: string }
  | { readonly is: "number"; readonly value: number }
  | { readonly is: "flag"; readonly value: boolean }
  | { readonly is: "nothing" };

export type Tree =
  | { readonly is: "leaf"; readonly leaf: Leaf }
  | { readonly is: "list"; readonly items: readonly Tree[] }
  | { readonly is: "map"; readonly entries: readonly Entry[] }
  /** Too deep to be read as a tree: its JSON. */
  | { readonly is: "deep"; readonly json: string };

export interface Entry {
  readonly key: string;
  readonly tree: Tree;
}

export const kDeepest = 10;

// RFC 3339, section 5.6, as STIX writes it: with a T and in UTC.
const kTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;
const kDigest = /^(?:[0-9a-f]{2}){16,64}$/i;
const kCodeKeys = new Set(["pattern", "id", "command_line", "payload_bin", "path", "cpe", "hex_value"]);

function leafOf(key: string, value: unknown): Leaf {
  if (typeof value === "number") return { is: "number", value };
  if (typeof value === "boolean") return { is: "flag", value };
  if (typeof value !== "string") return { is: "nothing" };
  if (key !== "id" && isObjectId(value)) return { is: "reference", id: value };
  if (kTime.test(value) && !Number.isNaN(Date.parse(value))) return { is: "time", at: value };
  return kCodeKeys.has(key) || kDigest.test(value) ? { is: "code", text: value } : { is: "text", text: value };
}

/** JSON with two blanks; what is too deep even for that says so. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? "";
  } catch {
    return "…"; // a RangeError: nested deeper than the stack of the browser
  }
}

export function treeOf(value: unknown, key = "", depth = 0): Tree {
  if (typeof value !== "object" || value === null) return { is: "leaf", leaf: leafOf(key, value) };
  if (depth >= kDeepest) return { is: "deep", json: jsonOf(value) };
  if (Array.isArray(value)) return { is: "list", items: value.map((item) => treeOf(item, key, depth + 1)) };
  return { is: "map", entries: Object.entries(value).map(([name, item]) => ({ key: name, tree: treeOf(item, name, depth + 1) })) };
}

// What a reader looks for first; then the rest as it came; then the book-keeping of STIX.
const kFirst = ["name", "value", "description", "abstract", "content", "explanation", "opinion", "pattern", "relationship_type", "source_ref", "target_ref"];
const kLast = ["labels", "external_references", "kill_chain_phases", "extensions", "lang", "confidence", "revoked", "created_by_ref", "created", "modified", "object_marking_refs", "granular_markings", "spec_version", "type", "id"];

function rank(key: string): number {
  const first = kFirst.indexOf(key);
  if (first >= 0) return first - kFirst.length;
  return kLast.indexOf(key) + 1; // 0: neither
}

/** The properties of an object in the order in which they are read. */
export function propertiesOf(object: Readonly<Record<string, unknown>>): readonly Entry[] {
  const entries = Object.keys(object).map((key) => ({ key, tree: treeOf(object[key], key, 1) }));
  return entries.sort((a, b) => rank(a.key) - rank(b.key));
}

/** Whether it is read on the line of its name: a leaf, a few of them, or nothing. */
export function isFlat(tree: Tree): boolean {
  if (tree.is === "map") return tree.entries.length === 0;
  return tree.is === "leaf" || (tree.is === "list" && tree.items.every((item) => item.is === "leaf"));
}

/** How many lines it takes, roughly: what is long is folded at first. */
export function linesOf(tree: Tree): number {
  if (tree.is === "list") return isFlat(tree) ? 1 : tree.items.reduce((sum, item) => sum + linesOf(item), 0);
  if (tree.is === "map") return tree.entries.reduce((sum, entry) => sum + 1 + (isFlat(entry.tree) ? 0 : linesOf(entry.tree)), 0);
  return 1;
}
