// A server's life, an hour a cell: did it answer, was it only asked, was it silent, can nobody tell.
//
// The letters are those of docs/formats/life.md.  Each state has its sign (full, a bar, a dot, a
// slash), so that the strip reads without colours; below it stands how much of the traffic was seen.
import { useFormat } from "@/format/format";
import { instantOf } from "@/format/zones";
import { useText } from "@/text/dictionary";
import { ChartFrame } from "./chart-frame";
import { useWidth } from "./drawing/width";
import { text } from "./text";
import "./strip.css";

export interface StripProps {
  readonly label: string;
  readonly name: string;
  /** A cell a letter: A answered, q asked only, s silent, ? cannot be told. */
  readonly strip: string;
  readonly from: string | number | Date;
  readonly stepSeconds?: number | undefined;
  /** Of each cell, the share of records that arrived; null not known. */
  readonly exposures?: readonly (number | null)[] | undefined;
  readonly marks?: readonly { readonly at: string | number | Date; readonly text: string }[] | undefined;
  readonly note?: string | undefined;
}

type State = "A" | "q" | "s" | "unknown";
const kStates: readonly State[] = ["A", "q", "s", "unknown"];
const kLooks: Readonly<Record<State, string>> = { A: "answered", q: "asked", s: "silent", unknown: "unknown" };
const stateOf = (letter: string): State => (letter === "A" || letter === "q" || letter === "s" ? letter : "unknown");

const kRow = 58; // cells, their hours, room below
const kCellHeight = 20;

export function Strip({ label, name, strip, from, stepSeconds = 3600, exposures = [], marks = [], note }: StripProps) {
  const words = useText(text);
  const format = useFormat();
  const [box, width] = useWidth();
  const begin = instantOf(from)?.getTime() ?? 0;
  const cells = [...strip];
  const at = (cell: number): Date => new Date(begin + cell * stepSeconds * 1000);
  // A line of whole days where cells are hours: the same hour stands below the same hour.
  const daily = Math.max(1, Math.round(86_400 / stepSeconds));
  const days = Math.max(1, Math.floor(width / (daily * 12)));
  const line = Math.min(Math.max(cells.length, 1), daily * Math.min(days, 7));
  const size = Math.min(26, (width - 4) / line);
  const lines = Math.max(1, Math.ceil(cells.length / line));
  const said = (cell: number): string => {
    const seen = exposures[cell];
    const share = typeof seen === "number" ? `, ${format.percent(seen, 0)}` : "";
    return `${format.time(at(cell))}: ${words.strip[stateOf(cells[cell] ?? "?")]}${share}`;
  };
  return (
    <ChartFrame
      label={label}
      name={name}
      note={note}
      draws="svg"
      twin={{
        head: [words.hour, words.state, words.share],
        rows: cells.map((letter, cell) => [at(cell).toISOString(), words.strip[stateOf(letter)], exposures[cell] ?? null]),
        numeric: [false, false, true],
        show: (value, column) =>
          column === 0 ? format.time(String(value)) : column === 2 ? format.percent(value as number | null, 0) : value,
      }}
    >
      <div ref={box} class="strip">
        <svg width={width} height={lines * kRow} role="img" aria-label={label}>
          {cells.map((letter, cell) => (
            <g key={cell} transform={`translate(${(cell % line) * size + 1} ${Math.floor(cell / line) * kRow})`}>
              <title>{said(cell)}</title>
              <Cell state={stateOf(letter)} size={size} exposure={exposures[cell] ?? null} />
              {(cell % line) % Math.max(1, Math.ceil(40 / size)) === 0 && (
                <text x={0} y={kCellHeight + 20}>
                  {cell % line === 0 || format.clock(at(cell)) === "00:00" ? format.day(at(cell)).slice(5) : format.clock(at(cell))}
                </text>
              )}
            </g>
          ))}
          {marks.map((mark) => {
            const cell = Math.floor(((instantOf(mark.at)?.getTime() ?? begin) - begin) / (stepSeconds * 1000));
            return (
              <text key={mark.text} class="strong" x={(cell % line) * size} y={Math.floor(cell / line) * kRow + kCellHeight + 33}>
                ▲ {mark.text}
              </text>
            );
          })}
        </svg>
        <ul class="legend" aria-label={words.legend}>
          {kStates.map((state) => (
            <li key={state}>
              <svg width="18" height="20" aria-hidden="true">
                <Cell state={state} size={16} exposure={null} />
              </svg>
              {words.strip[state]}
            </li>
          ))}
        </ul>
      </div>
    </ChartFrame>
  );
}

function Cell({ state, size, exposure }: { readonly state: State; readonly size: number; readonly exposure: number | null }) {
  const middle = kCellHeight / 2;
  const inner = Math.max(1, size - 1);
  return (
    <>
      <rect class={`cell ${kLooks[state]}`} width={inner} height={kCellHeight} />
      <rect class="frame" x={0.5} y={0.5} width={Math.max(0.5, inner - 1)} height={kCellHeight - 1} />
      {state === "q" && <line class="glyph asked-glyph" x1={2} x2={inner - 2} y1={middle} y2={middle} />}
      {state === "s" && <circle class="glyph" cx={inner / 2} cy={middle} r={1.2} />}
      {state === "unknown" && <line class="glyph" x1={1.5} x2={inner - 1.5} y1={kCellHeight - 3} y2={3} />}
      {exposure !== null && <rect class="exposure" y={kCellHeight + 2} width={inner * exposure} height={3} />}
    </>
  );
}
