// Names of the lines of a chart, each beside a piece of its line.
import type { ComponentChildren } from "preact";
import { visible } from "@/format/unseen";
import { useText } from "@/text/dictionary";
import { text } from "../text";
import { dashOf } from "./dashes";
import "./series.css";

export interface LegendProps {
  readonly names: readonly ComponentChildren[];
}

export function Legend({ names }: LegendProps) {
  const words = useText(text);
  return (
    <ul class="legend" aria-label={words.legend}>
      {names.map((name, at) => (
        <li key={at}>
          <svg width="26" height="8" aria-hidden="true">
            <line x1="1" x2="25" y1="4" y2="4" class={`series-${at % 8}`} stroke-width="2.5" stroke-dasharray={dashOf(at).join(" ")} />
          </svg>
          <span>{typeof name === "string" ? visible(name) : name}</span>
        </li>
      ))}
    </ul>
  );
}
