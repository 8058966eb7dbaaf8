// Axes of hand-drawn charts, and values marked on them.
import type { Scale } from "./scale";
import { textWidth } from "./scale";

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface AxisProps {
  readonly frame: Frame;
  readonly scale: Scale;
  readonly at: readonly number[];
  readonly text: (value: number) => string;
  readonly title: string;
}

export function AxisX({ frame, scale, at, text, title }: AxisProps) {
  return (
    <g aria-hidden="true">
      <line class="axis" x1={frame.left} x2={frame.right} y1={frame.bottom} y2={frame.bottom} />
      {at.map((value) => (
        <g key={value}>
          <line class="axis" x1={scale(value)} x2={scale(value)} y1={frame.bottom} y2={frame.bottom + 4} />
          <text x={scale(value)} y={frame.bottom + 17} text-anchor="middle">
            {text(value)}
          </text>
        </g>
      ))}
      <text x={frame.right} y={frame.bottom + 34} text-anchor="end">
        {title}
      </text>
    </g>
  );
}

export function AxisY({ frame, scale, at, text, title }: AxisProps) {
  return (
    <g aria-hidden="true">
      {at.map((value) => (
        <g key={value}>
          <line class="grid" x1={frame.left} x2={frame.right} y1={scale(value)} y2={scale(value)} />
          <text x={frame.left - 7} y={scale(value) + 4} text-anchor="end">
            {text(value)}
          </text>
        </g>
      ))}
      <text x={0} y={frame.top - 9}>
        {title}
      </text>
    </g>
  );
}

/** Room on the left for the labels of the y axis. */
export function roomFor(labels: readonly string[]): number {
  return Math.ceil(Math.max(20, ...labels.map((label) => textWidth(label, 11.5)))) + 10;
}

interface MarksProps {
  readonly frame: Frame;
  readonly scale: Scale;
  readonly marks: readonly { readonly at: number; readonly text: string }[];
}

/** Dashed lines with their words, each a line lower so that neighbours do not overprint. */
export function Marks({ frame, scale, marks }: MarksProps) {
  return (
    <g>
      {marks.map((mark, row) => {
        const x = scale(mark.at);
        const leftwards = x > (frame.left + frame.right) / 2;
        return (
          <g key={row}>
            <line class="mark" x1={x} x2={x} y1={frame.top} y2={frame.bottom} />
            <text class="strong over" x={leftwards ? x - 5 : x + 5} y={frame.top + 10 + 14 * (row % 4)} text-anchor={leftwards ? "end" : "start"}>
              {mark.text}
            </text>
          </g>
        );
      })}
    </g>
  );
}
