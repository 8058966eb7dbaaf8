// Numbers on a heat map: how much each of one list has in common with each of another.
//
// The number stands in every cell; the shade only helps the eye to find the great ones.
import { visible } from "@/format/unseen";
import { ChartFrame, type ChartBase } from "./chart-frame";
import { fitText, textWidth } from "./drawing/scale";
import "./matrix.css";

export interface MatrixProps extends ChartBase {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** By row, then column; null is not known. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly text: (value: number) => string;
  /** How dark, 0 to 1; the share of the greatest without it. */
  readonly share?: ((value: number) => number) | undefined;
  /** What the rows are. */
  readonly rowTitle: string;
}

const kCellHeight = 30;
const kCellWidths = { least: 68, most: 130 }; // as the columns' names need
const kDarkest = 0.5; // of the heat colour: dark ink stays readable on it

export function Matrix({ label, name, view, rows, columns, values, text, share, rowTitle, note }: MatrixProps) {
  const most = Math.max(1e-9, ...values.flat().map((value) => value ?? 0));
  const shade = share ?? ((value: number) => value / most);
  const left = Math.min(220, Math.max(40, ...rows.map((row) => textWidth(row, 12)))) + 12;
  const named = Math.max(0, ...columns.map((column) => textWidth(column, 11.5))) + 12;
  const cellWidth = Math.max(kCellWidths.least, Math.min(kCellWidths.most, named));
  const top = 26;
  const width = left + columns.length * cellWidth;
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      twin={{
        head: [rowTitle, ...columns],
        rows: rows.map((row, at) => [row, ...columns.map((_, column) => values[at]?.[column] ?? null)]),
        numeric: [false, ...columns.map(() => true)],
        show: (value) => (typeof value === "number" ? text(value) : (value ?? "–")),
      }}
    >
      <div class="matrix" tabIndex={0} role="region" aria-label={label}>
        <svg width={width} height={top + rows.length * kCellHeight + 2} role="img" aria-label={label}>
          {columns.map((column, at) => (
            <text key={at} x={left + (at + 0.5) * cellWidth} y={top - 9} text-anchor="middle">
              {fitText(visible(column), cellWidth - 6, 11.5)}
              <title>{column}</title>
            </text>
          ))}
          {rows.map((row, at) => (
            <g key={at} transform={`translate(0 ${top + at * kCellHeight})`}>
              <text class="strong" x={left - 8} y={20} text-anchor="end">
                {fitText(visible(row), left - 14, 11.5)}
                <title>{row}</title>
              </text>
              {columns.map((column, to) => {
                const value = values[at]?.[to] ?? null;
                const x = left + to * cellWidth;
                return (
                  <g key={to}>
                    <title>{`${row} × ${column}: ${value === null ? "–" : text(value)}`}</title>
                    <rect
                      x={x}
                      width={cellWidth}
                      height={kCellHeight}
                      fill-opacity={value === null ? 0 : Math.max(0, Math.min(1, shade(value))) * kDarkest}
                    />
                    <text class="onheat" x={x + cellWidth / 2} y={20} text-anchor="middle">
                      {value === null ? "–" : text(value)}
                    </text>
                  </g>
                );
              })}
            </g>
          ))}
        </svg>
      </div>
    </ChartFrame>
  );
}
