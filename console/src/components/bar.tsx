// A share of one, as a thin bar beside its number: for cells of tables.
import type { Tone } from "./badge";
import "./bar.css";

export interface BarProps {
  /** 0 to 1; null draws no bar. */
  readonly share: number | null | undefined;
  /** The number as text; it says what the bar shows. */
  readonly text: string;
  readonly tone?: Tone | undefined;
}

export function Bar({ share, text, tone = "plain" }: BarProps) {
  const part = Math.max(0, Math.min(1, share ?? 0));
  return (
    <span class={`bar-cell ${tone}`}>
      <span class="track" aria-hidden="true">
        {share !== null && share !== undefined && <span class="filled" style={{ width: `${part * 100}%`, display: "block" }} />}
      </span>
      <span>{text}</span>
    </span>
  );
}
