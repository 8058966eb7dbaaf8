// A word that marks a thing.  Its sign says the same as its colour, for those who see no colours and
// for paper.
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";
import { ownOf } from "@/text/own";
import "./badge.css";

export type Tone = "plain" | "good" | "warn" | "bad" | "note" | "fire";

const kSigns: Readonly<Record<Tone, IconName | "">> = {
  plain: "",
  good: "check",
  warn: "triangle",
  bad: "cross",
  note: "dot",
  fire: "diamond",
};

export interface BadgeProps {
  readonly children: ComponentChildren;
  readonly tone?: Tone | undefined;
  /** Another sign than the tone's (a letter, a mark); "" for none. */
  readonly glyph?: string | undefined;
  /** The same, drawn. */
  readonly icon?: IconName | undefined;
  readonly title?: string | undefined;
}

export function Badge({ children, tone = "plain", glyph, icon, title }: BadgeProps) {
  const sign = icon ?? (glyph === undefined ? kSigns[tone] : "");
  return (
    <span class={tone === "plain" ? "badge" : `badge ${tone}`} title={title}>
      {sign !== "" && <Icon name={sign} size={11} />}
      {glyph && <span aria-hidden="true">{glyph}</span>}
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
  const colour = ownOf(kTlp, label);
  return <span class={colour ? `badge tlp ${colour}` : "badge"}>{label}</span>;
}
