// Curves that hold their value until the next step: survival curves, with the bands of their errors.
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase, type TwinCell } from "./chart-frame";
import { AxisX, AxisY, Marks, roomFor } from "./drawing/axes";
import { dashOf } from "./drawing/dashes";
import { Legend } from "./drawing/legend";
import { linear, ticks, type Scale } from "./drawing/scale";
import { useWidth } from "./drawing/width";
import { text as componentText } from "./text";
import "./drawing/series.css";
import "./step-curve.css";

export interface StepPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface StepLine {
  readonly name: string;
  /** By x, ascending. */
  readonly points: readonly StepPoint[];
}

export interface StepCurveProps extends ChartBase {
  readonly lines: readonly StepLine[];
  readonly xText: (x: number) => string;
  readonly yText: (y: number) => string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly marks?: readonly { readonly x: number; readonly text: string }[] | undefined;
  readonly height?: number | undefined;
}

/** The path of a step curve: across to the next x, then up or down. */
export function stepPath(points: readonly { readonly x: number; readonly y: number }[], x: Scale, y: Scale, end: number): string {
  const first = points[0];
  if (!first) return "";
  const steps = points.slice(1).map((point) => `H${x(point.x).toFixed(1)}V${y(point.y).toFixed(1)}`);
  return `M${x(first.x).toFixed(1)},${y(first.y).toFixed(1)}${steps.join("")}H${end.toFixed(1)}`;
}

/** The area between low and high; "" where the points have none. */
export function bandPath(points: readonly StepPoint[], x: Scale, y: Scale, end: number): string {
  const known = points.filter((point) => point.low !== undefined && point.high !== undefined);
  if (known.length === 0) return "";
  const upper = stepPath(known.map((point) => ({ x: point.x, y: point.high ?? 0 })), x, y, end);
  const back = [...known].reverse().map((point) => `V${y(point.low ?? 0).toFixed(1)}H${x(point.x).toFixed(1)}`);
  return `${upper}${back.join("")}Z`;
}

export function StepCurve(props: StepCurveProps) {
  const { label, name, view, lines, xText, yText, xTitle, yTitle, marks = [], height = 260, note } = props;
  const words = useText(componentText);
  const [box, width] = useWidth();
  const points = lines.flatMap((line) => line.points);
  const most = Math.max(1e-9, ...points.map((point) => point.x), ...marks.map((mark) => mark.x));
  const top = Math.max(1e-9, ...points.map((point) => Math.max(point.y, point.high ?? 0)));
  const yTicks = ticks(0, top, 4);
  const frame = { left: roomFor(yTicks.map(yText)), right: width - 12, top: 24, bottom: height - 40 };
  const x = linear([0, most], [frame.left, frame.right]);
  const y = linear([0, top], [frame.bottom, frame.top]);
  const rows = lines.flatMap((line) =>
    line.points.map((point): TwinCell[] => [line.name, point.x, point.y, point.low ?? null, point.high ?? null]),
  );
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      twin={{
        head: [words.legend, xTitle, yTitle, words.low, words.high],
        rows,
        numeric: [false, true, true, true, true],
        show: (value, column) =>
          value === null ? "–" : column === 0 ? value : column === 1 ? xText(Number(value)) : yText(Number(value)),
      }}
    >
      <div ref={box} class="step-curve">
        <svg width={width} height={height} role="img" aria-label={label}>
          <AxisY frame={frame} scale={y} at={yTicks} text={yText} title={yTitle} />
          {lines.map((line, at) => (
            <g key={line.name}>
              <path class={`band series-${at % 8}`} d={bandPath(line.points, x, y, frame.right)} />
              <path
                class={`line series-${at % 8}`}
                d={stepPath(line.points, x, y, frame.right)}
                stroke-dasharray={dashOf(at).join(" ")}
              />
            </g>
          ))}
          <AxisX frame={frame} scale={x} at={ticks(0, most, Math.max(2, Math.floor(width / 110)))} text={xText} title={xTitle} />
          <Marks frame={frame} scale={x} marks={marks.map((mark) => ({ at: mark.x, text: mark.text }))} />
        </svg>
      </div>
      <Legend names={lines.map((line) => line.name)} />
    </ChartFrame>
  );
}
