// What somebody typed into the search field: a value to be looked up, the id of an object, or words.
//
// Only what is certain is taken for a value; the reader can always say otherwise.  Which value exactly
// it is, and its one spelling, is for the hub to say (`/lookup`).
import type { Schema } from "@/api/contract";
import { refang } from "./defang";

export type ValueKind = Schema<"ValueKind">;

export type Meant =
  | { readonly as: "nothing" }
  | { readonly as: "object"; readonly id: string }
  | { readonly as: "value"; readonly value: string }
  | { readonly as: "words"; readonly words: string };

const kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const kObjectId = new RegExp(`^[a-z0-9][a-z0-9-]*--${kUuid}$`, "i");

/** The form of a STIX id (STIX 2.1, section 2.9). */
export function isObjectId(text: string): boolean {
  return kObjectId.test(text);
}

/** The type that an id begins with. */
export const typeOfId = (id: string): string => id.slice(0, Math.max(0, id.indexOf("--")));

const kNumber = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const kIpv4 = `(?:${kNumber}\\.){3}${kNumber}`;
const kLabel = "[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}_])?";
// The last label has a letter (RFC 3696, section 2), and at least two characters, as every top-level
// domain has: "version 1.2" and "a.b" are words.
const kDomain = `(?:${kLabel}\\.)+(?=[^.]*\\p{L})${kLabel}(?<=[^.]{2})\\.?`;

const kValues: readonly RegExp[] = [
  new RegExp(`^${kIpv4}(?:/\\d{1,2}|:\\d{1,5})?$`),
  /^(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f:.]{2,45}(?:\/\d{1,3})?$/i, // IPv6
  /^\[[0-9a-f:.]{2,45}\](?::\d{1,5})?$/i,
  /^[a-z][a-z0-9+.-]{1,20}:\/\/\S+$/i,
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i,
  new RegExp(`^[^\\s@]+@${kDomain}$`, "u"),
  /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i, // MAC
  /^as\s?\d{1,10}$/i,
  /^(?:hklm|hkcu|hkcr|hkcc|hku|hkey_[a-z_]+)\\\S/i,
  new RegExp(`^${kDomain}(?::\\d{1,5})?$`, "u"),
];

/** What a typed text means by itself. */
export function meant(typed: string): Meant {
  const text = typed.trim();
  if (text === "") return { as: "nothing" };
  if (isObjectId(text)) return { as: "object", id: text.toLowerCase() };
  const value = refang(text);
  if (kValues.some((form) => form.test(value))) return { as: "value", value };
  return { as: "words", words: text };
}

/** What it means when the reader says how to take it. */
export function meantAs(typed: string, as: "" | "words" | ValueKind): Meant {
  const text = typed.trim();
  if (as === "" || text === "") return meant(typed);
  return as === "words" ? { as: "words", words: text } : { as: "value", value: refang(text) };
}

export const kValueKinds: readonly ValueKind[] = [
  "ipv4-addr",
  "ipv6-addr",
  "endpoint",
  "domain-name",
  "url",
  "email-addr",
  "file-hash",
  "certificate-hash",
  "file-name",
  "registry-key",
  "mutex",
  "process-command",
  "user-agent",
  "mac-addr",
  "autonomous-system",
];
