// A word that marks a thing.  Its sign says the same as its colour, for those who see no colours and
// for paper.
import type { ComponentChildren } from "preact";
import "./badge.css";

export type Tone = "plain" | "good" | "warn" | "bad" | "note" | "fire";

const kGlyphs: Readonly<Record<Tone, string>> = { plain: "", good: "✓", warn: "▲", bad: "✕", note: "●", fire: "◆" };

export interface BadgeProps {
  readonly children: ComponentChildren;
  readonly tone?: Tone | undefined;
  /** Another sign than the tone's; "" for none. */
  readonly glyph?: string | undefined;
  readonly title?: string | undefined;
}

export function Badge({ children, tone = "plain", glyph = kGlyphs[tone], title }: BadgeProps) {
  return (
    <span class={tone === "plain" ? "badge" : `badge ${tone}`} title={title}>
      {glyph !== "" && <span aria-hidden="true">{glyph}</span>}
      <span>{children}</span>
    </span>
  );
}

const kTlp: Readonly<Record<string, string>> = {
  "TLP:CLEAR": "clear",
  "TLP:GREEN": "green",
  "TLP:AMBER": "amber",
  "TLP:AMBER+STRICT": "amber",
  "TLP:RED": "red",
};

/** A label of the Traffic Light Protocol 2.0; always written out. */
export function Tlp({ label }: { readonly label: string }) {
  const colour = kTlp[label];
  return <span class={colour ? `badge tlp ${colour}` : "badge"}>{label}</span>;
}
