// A server's life, an hour a cell: did it answer, was it only asked, was it silent, can nobody tell.
//
// The letters are those of docs/formats/life.md.  Each state has its sign (full, a bar, a dot, a
// slash), so that the strip reads without colours; below it stands how much of the traffic was seen.
// Lines hold whole days of the zone shown: the same hour stands below the same hour.
import { useFormat } from "@/format/format";
import { instantOf, kZoneOffsetMinutes } from "@/format/zones";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase } from "./chart-frame";
import { useWidth } from "./drawing/width";
import { text } from "./text";
import "./strip.css";

export interface StripMark {
  readonly at: string | number | Date;
  readonly text: string;
}

export interface StripProps extends ChartBase {
  /** A cell a letter: A answered, q asked only, s silent, ? cannot be told. */
  readonly strip: string;
  readonly from: string | number | Date;
  readonly stepSeconds?: number | undefined;
  /** Of each cell, the share of records that arrived; null not known. */
  readonly exposures?: readonly (number | null)[] | undefined;
  readonly marks?: readonly StripMark[] | undefined;
}

type State = "A" | "q" | "s" | "unknown";
const kStates: readonly State[] = ["A", "q", "s", "unknown"];
const kLooks: Readonly<Record<State, string>> = { A: "answered", q: "asked", s: "silent", unknown: "unknown" };
const stateOf = (letter: string): State => (letter === "A" || letter === "q" || letter === "s" ? letter : "unknown");

const kLine = 62; // cells, their hours, a mark, room below
const kCellHeight = 20;
const kDayWidth = 50; // of "1月14日", in the empty room before a first cell that is not midnight
const kDay = 86_400;

export interface Rows {
  /** Cells a line. */
  readonly length: number;
  /** Empty places before the first cell, so that a line begins at midnight. */
  readonly ahead: number;
  readonly lines: number;
}

/** How cells of `stepSeconds` fall into lines `width` pixels wide; `sinceMidnight` in seconds. */
export function rowsOf(cells: number, stepSeconds: number, sinceMidnight: number, width: number): Rows {
  const daily = Math.max(1, Math.round(kDay / stepSeconds));
  const days = Math.max(1, Math.min(7, Math.floor(width / (daily * 11))));
  const ahead = Math.floor(sinceMidnight / stepSeconds) % daily;
  const needed = Math.ceil((ahead + cells) / daily);
  const length = daily * Math.min(days, Math.max(1, needed));
  return { length, ahead, lines: Math.max(1, Math.ceil((ahead + cells) / length)) };
}

export function Strip(props: StripProps) {
  const { label, name, view, strip, from, stepSeconds = 3600, exposures = [], note } = props;
  const words = useText(text);
  const format = useFormat();
  const begin = instantOf(from)?.getTime() ?? 0;
  const rows = [...strip].map((letter, cell): [string, string, number | null] => [
    new Date(begin + cell * stepSeconds * 1000).toISOString(),
    words.strip[stateOf(letter)],
    exposures[cell] ?? null,
  ]);
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      twin={{
        head: [words.hour, words.state, words.share],
        rows,
        numeric: [false, false, true],
        show: (value, column) =>
          column === 0 ? format.time(value) : column === 2 ? format.percent(value as number | null, 0) : value,
      }}
    >
      <Cells {...props} />
      <ul class="legend" aria-label={words.legend}>
        {kStates.map((state) => (
          <li key={state} class="strip">
            <svg width="18" height="20" aria-hidden="true">
              <Cell state={state} size={16} exposure={null} />
            </svg>
            {words.strip[state]}
          </li>
        ))}
      </ul>
    </ChartFrame>
  );
}

function Cells({ label, strip, from, stepSeconds = 3600, exposures = [], marks = [] }: StripProps) {
  const words = useText(text);
  const format = useFormat();
  const [box, width] = useWidth();
  const begin = (instantOf(from)?.getTime() ?? 0) / 1000;
  const sinceMidnight = (((begin + kZoneOffsetMinutes[format.zone] * 60) % kDay) + kDay) % kDay;
  const cells = [...strip];
  const { length, ahead, lines } = rowsOf(cells.length, stepSeconds, sinceMidnight, width);
  const size = Math.min(24, (width - 2) / length);
  const at = (cell: number): Date => new Date((begin + cell * stepSeconds) * 1000);
  const x = (cell: number): number => ((cell + ahead) % length) * size + 1;
  const y = (cell: number): number => Math.floor((cell + ahead) / length) * kLine;
  const said = (cell: number): string => {
    const seen = exposures[cell];
    const share = typeof seen === "number" ? `, ${format.percent(seen, 0)}` : "";
    return `${format.time(at(cell))}: ${words.strip[stateOf(cells[cell] ?? "?")]}${share}`;
  };
  // Every six hours where they have room; at midnight the day, without its year.
  const everyHours = size * (21_600 / stepSeconds) >= 44 ? 6 : size * (43_200 / stepSeconds) >= 44 ? 12 : 24;
  const labelOf = (cell: number): string => {
    const hour = format.clock(at(cell));
    if (hour === "00:00") return format.day(at(cell)).slice(5);
    return hour.endsWith(":00") && Number(hour.slice(0, 2)) % everyHours === 0 ? hour : "";
  };
  return (
    <div ref={box} class="strip">
      <svg width={width} height={lines * kLine} role="img" aria-label={label}>
        {ahead * size >= kDayWidth && (
          <text x={1} y={kCellHeight + 20}>
            {format.day(at(0)).slice(5)}
          </text>
        )}
        {cells.map((letter, cell) => (
          <g key={cell} transform={`translate(${x(cell).toFixed(2)} ${y(cell)})`}>
            <title>{said(cell)}</title>
            <Cell state={stateOf(letter)} size={size} exposure={exposures[cell] ?? null} />
            <text y={kCellHeight + 20}>{labelOf(cell)}</text>
          </g>
        ))}
        {marks.map((mark) => {
          const cell = Math.floor(((instantOf(mark.at)?.getTime() ?? begin * 1000) / 1000 - begin) / stepSeconds);
          const leftwards = x(cell) > width / 2;
          return (
            <text
              key={mark.text}
              class="strong over"
              x={x(cell) + size / 2}
              y={y(cell) + kCellHeight + 35}
              text-anchor={leftwards ? "end" : "start"}
            >
              {leftwards ? `${mark.text} ▲` : `▲ ${mark.text}`}
            </text>
          );
        })}
      </svg>
    </div>
  );
}

interface CellProps {
  readonly state: State;
  readonly size: number;
  readonly exposure: number | null;
}

function Cell({ state, size, exposure }: CellProps) {
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
