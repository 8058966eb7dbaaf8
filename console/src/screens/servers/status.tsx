// Where a server stands, as a word with a sign; and how likely it is one, as a bar with a number.
import type { Schema } from "@/api/contract";
import { Badge, type Tone } from "@/components/badge";
import type { IconName } from "@/components/icon";
import { Bar } from "@/components/bar";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export type ServerStatus = Schema<"Status">;

const kLooks: Readonly<Record<ServerStatus, { tone: Tone; icon: IconName }>> = {
  new: { tone: "fire", icon: "diamond" },
  changed: { tone: "warn", icon: "triangle" },
  standing: { tone: "note", icon: "dot" },
  confirmed: { tone: "bad", icon: "check" },
  rejected: { tone: "plain", icon: "cross" },
  gone: { tone: "plain", icon: "ring" },
  suppressed: { tone: "plain", icon: "barred" },
};

export function Status({ status }: { readonly status: ServerStatus }) {
  const words = useText(text);
  return (
    <Badge {...kLooks[status]} title={words.statusSays[status]}>
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
