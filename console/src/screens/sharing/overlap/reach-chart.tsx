// How many servers 1, 2, … organisations find together: where the curve goes flat, one more would
// bring little.
import { ChartFrame } from "@/components/chart-frame";
import { AxisX, AxisY, roomFor } from "@/components/drawing/axes";
import { linear, ticks } from "@/components/drawing/scale";
import { useWidth } from "@/components/drawing/width";

export interface ReachChartProps {
  readonly label: string;
  readonly note: string;
  /** [k − 1]: servers that k organisations have together, on average. */
  readonly reach: readonly number[];
  readonly text: (servers: number) => string;
  readonly countTitle: string;
  readonly serversTitle: string;
}

const kHeight = 240;

export function ReachChart({ label, note, reach, text, countTitle, serversTitle }: ReachChartProps) {
  const [box, width] = useWidth();
  const yTicks = ticks(0, Math.max(1, ...reach), 4);
  const frame = { left: roomFor(yTicks.map(text)), right: width - 30, top: 28, bottom: kHeight - 40 };
  const x = linear([1, Math.max(2, reach.length)], [frame.left + 12, frame.right]);
  const y = linear([0, Math.max(1, ...reach)], [frame.bottom, frame.top]);
  const steps = Math.max(1, Math.ceil(reach.length / Math.max(2, Math.floor(width / 60))));
  const at = reach.map((_, index) => index + 1).filter((count) => (count - 1) % steps === 0);
  return (
    <ChartFrame
      label={label}
      name="reach"
      note={note}
      draws="svg"
      twin={{ head: [countTitle, serversTitle], rows: reach.map((servers, index) => [index + 1, servers]), numeric: [true, true], show: (value, column) => (column === 1 ? text(Number(value)) : value) }}
    >
      <div ref={box} class="reach">
        <svg width={width} height={kHeight} role="img" aria-label={label}>
          <AxisY frame={frame} scale={y} at={yTicks} text={text} title={serversTitle} />
          <polyline points={reach.map((servers, index) => `${x(index + 1).toFixed(1)},${y(servers).toFixed(1)}`).join(" ")} />
          {reach.map((servers, index) => (
            <circle key={index} cx={x(index + 1)} cy={y(servers)} r={3.5} />
          ))}
          {at.map((count) => (
            <text key={count} class="strong" x={x(count)} y={y(reach[count - 1] ?? 0) - 9} text-anchor="middle">
              {text(reach[count - 1] ?? 0)}
            </text>
          ))}
          <AxisX frame={frame} scale={x} at={at} text={String} title={countTitle} />
        </svg>
      </div>
    </ChartFrame>
  );
}
