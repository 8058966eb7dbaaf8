// How often values of each size were seen, with some values marked.
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase } from "./chart-frame";
import { AxisX, AxisY, Marks, roomFor } from "./drawing/axes";
import { linear, logarithmic, ticks } from "./drawing/scale";
import { useWidth } from "./drawing/width";
import { text as componentText } from "./text";
import "./histogram.css";

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface HistogramProps extends ChartBase {
  readonly bins: readonly Bin[];
  /** A value of the x axis as text, with its unit. */
  readonly text: (x: number) => string;
  readonly xTitle: string;
  readonly yTitle?: string | undefined;
  readonly marks?: readonly { readonly at: number; readonly text: string }[] | undefined;
  readonly height?: number | undefined;
  /** log: for values over orders of magnitude; bins and marks are above zero then. */
  readonly scale?: "linear" | "log" | undefined;
  /** Where the x axis is marked; those outside of the bins are left out. Round values without it. */
  readonly xTicks?: readonly number[] | undefined;
}

/** Every second, third, … of the ticks, so that no more than `count` are left. */
function thinned(at: readonly number[], count: number): readonly number[] {
  const step = Math.ceil(at.length / count);
  return at.filter((_, index) => index % step === 0);
}

export function Histogram(props: HistogramProps) {
  const { label, name, view, bins, text, xTitle, yTitle, marks = [], height = 220, note } = props;
  const words = useText(componentText);
  const format = useFormat();
  const [box, width] = useWidth();
  const least = Math.min(...bins.map((bin) => bin.from), ...marks.map((mark) => mark.at));
  const most = Math.max(...bins.map((bin) => bin.to), ...marks.map((mark) => mark.at));
  const top = Math.max(1, ...bins.map((bin) => bin.count));
  const yTicks = ticks(0, top, 4).filter(Number.isInteger);
  const frame = { left: roomFor(yTicks.map(format.count)), right: width - 12, top: 24, bottom: height - 40 };
  const x = (props.scale === "log" ? logarithmic : linear)([least, most], [frame.left, frame.right]);
  const y = linear([0, top], [frame.bottom, frame.top]);
  const fitting = Math.max(2, Math.floor(width / 110));
  const given = props.xTicks?.filter((tick) => least <= tick && tick <= most);
  const xTicks = bins.length === 0 ? [] : given ? thinned(given, fitting) : ticks(least, most, fitting);
  const said = (bin: Bin): string => `${text(bin.from)} – ${text(bin.to)}: ${format.count(bin.count)}`;
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws="svg"
      twin={{
        head: [words.from, words.to, yTitle ?? words.count],
        rows: bins.map((bin) => [bin.from, bin.to, bin.count]),
        numeric: [true, true, true],
        show: (value, column) => (column < 2 ? text(Number(value)) : format.count(Number(value))),
      }}
    >
      <div ref={box} class="histogram">
        <svg width={width} height={height} role="img" aria-label={label}>
          <AxisY frame={frame} scale={y} at={yTicks} text={format.count} title={yTitle ?? words.count} />
          {bins.map((bin) => (
            <rect
              key={bin.from}
              class="bin"
              x={x(bin.from) + 0.5}
              y={y(bin.count)}
              width={Math.max(1, x(bin.to) - x(bin.from) - 1)}
              height={frame.bottom - y(bin.count)}
            >
              <title>{said(bin)}</title>
            </rect>
          ))}
          <AxisX frame={frame} scale={x} at={xTicks} text={text} title={xTitle} />
          <Marks frame={frame} scale={x} marks={marks} />
        </svg>
      </div>
    </ChartFrame>
  );
}
