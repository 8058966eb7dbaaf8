// Where a server stands, as a word with a sign; and how likely it is one, as a bar with a number.
import type { Schema } from "@/api/contract";
import { Badge, type Tone } from "@/components/badge";
import { Bar } from "@/components/bar";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export type ServerStatus = Schema<"Status">;

const kLooks: Readonly<Record<ServerStatus, { tone: Tone; glyph: string }>> = {
  new: { tone: "fire", glyph: "◆" },
  changed: { tone: "warn", glyph: "▲" },
  standing: { tone: "note", glyph: "●" },
  confirmed: { tone: "bad", glyph: "✓" },
  rejected: { tone: "plain", glyph: "✕" },
  gone: { tone: "plain", glyph: "○" },
  suppressed: { tone: "plain", glyph: "⊘" },
};

export function Status({ status }: { readonly status: ServerStatus }) {
  const words = useText(text);
  const { tone, glyph } = kLooks[status];
  return (
    <Badge tone={tone} glyph={glyph} title={words.statusSays[status]}>
      {words.status[status]}
    </Badge>
  );
}

// As the command's colours: act from nine in ten on, look from one in two on (src/cli/findings.cpp).
export function toneOf(probability: number): Tone {
  return probability >= 0.9 ? "bad" : probability >= 0.5 ? "warn" : "plain";
}

export function Probability({ value }: { readonly value: number }) {
  const format = useFormat();
  return <Bar share={value} text={format.probability(value)} tone={toneOf(value)} />;
}

/** A number of clients; one that is not said says why on pointing, and to screen readers. */
export function Clients({ count }: { readonly count: number | null }) {
  const words = useText(text);
  const format = useFormat();
  if (count !== null) return <>{format.count(count)}</>;
  return (
    <abbr class="fewer" title={words.fewerSays}>
      {words.fewer}
    </abbr>
  );
}
