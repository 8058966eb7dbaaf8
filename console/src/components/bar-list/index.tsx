// Why something is believed: log-odds terms as bars, for (+) to the right, against (−) to the left.
//
// Each term says what was measured, with its unit, and what that means.  The bars share one scale, so
// that lengths compare; sign, hatching and side say the same thing as the colour.
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase } from "../chart-frame";
import { barsImage } from "../drawing/bars-image";
import { text } from "../text";
import "./bar-list.css";

export interface Term {
  /** Names it among the terms. */
  readonly name: string;
  readonly title: string;
  /** Added to the log-odds; below zero speaks against. */
  readonly weight: number;
  /** The count or value with its unit, as text. */
  readonly measured: string;
  /** One sentence. */
  readonly says: string;
}

export interface BarListProps extends ChartBase {
  readonly terms: readonly Term[];
  /** Below the terms: what they add up to. */
  readonly sum?: { readonly title: string; readonly weight: number; readonly says: string } | undefined;
}

export function BarList({ label, name, view, terms, sum, note }: BarListProps) {
  const words = useText(text);
  const format = useFormat();
  const sorted = [...terms].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const most = Math.max(0.1, ...terms.map((term) => Math.abs(term.weight)));
  const image = (): HTMLCanvasElement | null =>
    barsImage(sorted.map((term) => ({ title: term.title, shown: format.signed(term.weight, 2), part: term.weight / most })));
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws={image}
      twin={{
        head: [words.evidence, words.weight, words.measured, words.meaning],
        rows: sorted.map((term) => [term.title, term.weight, term.measured, term.says]),
        numeric: [false, true, false, false],
        show: (value, column) => (column === 1 ? format.signed(Number(value), 2) : value),
      }}
    >
      <ul class="bar-list">
        {sorted.map((term) => (
          <TermBar key={term.name} term={term} part={Math.abs(term.weight) / most} />
        ))}
        {sum && (
          <li class="sum">
            <span class="title">{sum.title}</span>
            <span />
            <span class="weight">{format.signed(sum.weight, 2)}</span>
            <span class="says">{sum.says}</span>
          </li>
        )}
      </ul>
    </ChartFrame>
  );
}

function TermBar({ term, part }: { readonly term: Term; readonly part: number }) {
  const words = useText(text);
  const format = useFormat();
  const against = term.weight < 0;
  return (
    <li class={against ? "against" : "for"}>
      <span class="title">{term.title}</span>
      <span class="bars" aria-hidden="true">
        <span style={{ width: `${part * 50}%` }} />
      </span>
      <span class="weight">
        {format.signed(term.weight, 2)}
        <span class="unseen"> {against ? words.speaksAgainst : words.speaksFor}</span>
      </span>
      <span class="says">
        <span class="measured">{term.measured}</span> {term.says}
      </span>
    </li>
  );
}
