// Names and their values, as a list that screen readers know as one; and the few large figures at the
// head of a page.
import type { ComponentChildren } from "preact";
import { visible } from "@/format/unseen";
import "./keyvalue.css";

export interface Pair {
  readonly name: string;
  /** undefined: the pair is left out. */
  readonly value: ComponentChildren;
}

const said = (pair: Pair): boolean => pair.value !== undefined && pair.value !== null && pair.value !== "";

const shown = (value: ComponentChildren): ComponentChildren => (typeof value === "string" ? visible(value) : value);

export function KeyValue({ pairs }: { readonly pairs: readonly Pair[] }) {
  return (
    <dl class="keyvalue">
      {pairs.filter(said).map((pair) => [<dt key={`${pair.name}:name`}>{pair.name}</dt>, <dd key={pair.name}>{shown(pair.value)}</dd>])}
    </dl>
  );
}

export function Figures({ pairs }: { readonly pairs: readonly Pair[] }) {
  return (
    <dl class="figures">
      {pairs.filter(said).map((pair) => (
        <div key={pair.name}>
          <dt>{pair.name}</dt>
          <dd>{pair.value}</dd>
        </div>
      ))}
    </dl>
  );
}
