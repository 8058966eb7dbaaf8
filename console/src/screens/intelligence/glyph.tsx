// A small drawing for each type of object, beside its word and never instead of it.  Drawn rather than
// taken from a font, because fonts differ and some paint such characters in colours of their own.
import { useText } from "@/text/dictionary";
import "./glyph.css";
import { typeWords, wordFor } from "./words/types";

// On a field of 16 by 16, as lines.
const kDrawings: Readonly<Record<string, string>> = {
  actor: "M8 2.5a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4M2.8 14c.4-3.2 2.4-4.6 5.2-4.6s4.8 1.4 5.2 4.6",
  alert: "M8 2.3 14.3 13.5H1.7ZM8 6.5v3.2M8 11.6v.4",
  book: "M4 2.5h5.5L12.5 5.5V13.5H4ZM9.3 2.7v3h3M6 8.5h4.5M6 11h4.5",
  branch: "M4 8h8M9 5l3 3-3 3M2 5.5v5",
  bug: "M5 6a3 3 0 0 1 6 0v4.5a3 3 0 0 1-6 0ZM5 8H2M5 11l-2.5 2M11 8h3M11 11l2.5 2M5.5 4.5 3.5 2.5M10.5 4.5l2-2",
  eye: "M1.5 8C3.5 4.8 5.6 3.5 8 3.5s4.5 1.3 6.5 4.5c-2 3.2-4.1 4.5-6.5 4.5S3.5 11.2 1.5 8ZM8 6.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6",
  file: "M4 2h5.5L12.5 5v9H4ZM9.3 2.2v3h3",
  flag: "M4 14V2.5h8.5l-2 3 2 3H4",
  globe: "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12M2 8h12M8 2c2 1.8 2.8 3.8 2.8 6S10 12.2 8 14C6 12.2 5.2 10.2 5.2 8S6 3.8 8 2",
  key: "M5.5 8a2.5 2.5 0 1 1 0 .01M8 8h6M12 8v2.5",
  place: "M8 14C5 10.5 3.7 8.5 3.7 6.5a4.3 4.3 0 0 1 8.6 0C12.3 8.5 11 10.5 8 14ZM8 5v3",
  server: "M2.5 3h11v4h-11ZM2.5 9h11v4h-11ZM5 5h.5M5 11h.5",
  shield: "M8 2 13 4v4c0 3-2 5-5 6-3-1-5-3-5-6V4Z",
  sign: "M2.5 4h11v7h-6L5 13.5V11H2.5Z",
  spark: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8Z",
  square: "M3 3h10v10H3Z",
  tag: "M2.5 2.5H8l5.5 5.5-5.5 5.5L2.5 8ZM5.5 5.4v.2",
  target: "M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11M8 6.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3M8 1v3M8 12v3M1 8h3M12 8h3",
  tool: "M10 2.5a3.2 3.2 0 0 0-3 4.3L2.5 11.3 4.7 13.5 9.2 9a3.2 3.2 0 0 0 4.3-3L11.5 7.5 8.8 7 8.5 4.5Z",
  wave: "M1.5 8h3l2-4.5 3 9 2-4.5h3",
};

const kDrawingOf: Readonly<Record<string, keyof typeof kDrawings>> = {
  "attack-pattern": "spark",
  campaign: "flag",
  "course-of-action": "shield",
  grouping: "book",
  identity: "actor",
  incident: "alert",
  indicator: "target",
  infrastructure: "server",
  "intrusion-set": "flag",
  location: "place",
  malware: "bug",
  "malware-analysis": "eye",
  note: "sign",
  "observed-data": "eye",
  opinion: "sign",
  report: "book",
  "threat-actor": "actor",
  tool: "tool",
  vulnerability: "alert",
  relationship: "branch",
  sighting: "eye",
  "marking-definition": "tag",
  "language-content": "sign",
  "extension-definition": "tag",
  artifact: "file",
  "autonomous-system": "globe",
  directory: "file",
  "domain-name": "globe",
  "email-addr": "sign",
  "email-message": "sign",
  file: "file",
  "ipv4-addr": "server",
  "ipv6-addr": "server",
  "mac-addr": "server",
  mutex: "key",
  "network-traffic": "wave",
  process: "tool",
  software: "tool",
  url: "globe",
  "user-account": "actor",
  "windows-registry-key": "key",
  "x509-certificate": "key",
};

export function Glyph({ type }: { readonly type: string }) {
  const name = Object.hasOwn(kDrawingOf, type) ? kDrawingOf[type] : undefined;
  return (
    <svg class="type-glyph" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      <path d={kDrawings[name ?? "square"]} />
    </svg>
  );
}

/** The drawing and the word. */
export function TypeName({ type }: { readonly type: string }) {
  const words = useText(typeWords);
  return (
    <span class="type-name">
      <Glyph type={type} />
      {wordFor(words, type)}
    </span>
  );
}
