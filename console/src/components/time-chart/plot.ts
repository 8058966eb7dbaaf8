// The drawing of a time chart by uPlot: the only file that knows it, and fetched only with a chart.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Language, Zone } from "@/settings/settings";
import { dashOf } from "../drawing/dashes";
import { textWidth } from "../drawing/scale";
import { axisLabels } from "./labels";
import type { TimeMark, TimeSeries } from "./index";

export interface PlotInput {
  readonly times: readonly number[];
  readonly series: readonly TimeSeries[];
  readonly marks: readonly TimeMark[];
  readonly text: (value: number) => string;
  readonly language: Language;
  readonly zone: Zone;
  readonly height: number;
  /** A range was marked with the pointer; milliseconds. */
  readonly onMark: ((from: number, to: number) => void) | undefined;
  /** The pointer stands over a point; null: over none. */
  readonly onPoint: (index: number | null) => void;
}

export interface Plot {
  /** Puts the cursor on a point, and marks a range from `anchor` to it. */
  point(index: number, anchor: number | null): void;
  clear(): void;
  destroy(): void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function linesOf(series: TimeSeries): Partial<uPlot.Series> {
  const paths = uPlot.paths;
  if (series.look === "bars" && paths.bars) return { paths: paths.bars({ size: [0.9, 60] }) };
  if (series.look === "steps" && paths.stepped) return { paths: paths.stepped({ align: 1 }) };
  return {};
}

function seriesOptions(series: TimeSeries, at: number): uPlot.Series {
  const stroke = colour(`--series-${(at % 8) + 1}`);
  return {
    label: series.name,
    stroke,
    width: 1.75,
    dash: [...dashOf(at)],
    points: { show: false },
    ...(series.look === "bars" ? { fill: stroke, width: 0 } : {}),
    ...linesOf(series),
  };
}

function axes(input: PlotInput): uPlot.Axis[] {
  const common = {
    stroke: colour("--ink-soft"),
    font: `12px ${colour("--sans")}`, // whole pixels: uPlot reads the digits before "px"
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line-strong"), width: 1, size: 4 },
  };
  return [
    {
      ...common,
      size: 44,
      grid: { show: false },
      values: (_, splits, __, ___, step) => [...axisLabels(splits, step, input.language, input.zone)],
    },
    {
      ...common,
      values: (_, splits) => splits.map((value) => input.text(value)),
      size: (_, values) => Math.ceil(Math.max(24, ...(values ?? []).map((value) => textWidth(value, 12)))) + 14,
    },
  ];
}

function drawMarks(plot: uPlot, marks: readonly TimeMark[]): void {
  const pen = plot.ctx;
  const { left, top, width, height } = plot.bbox;
  pen.save();
  pen.strokeStyle = colour("--ink");
  pen.fillStyle = colour("--ink");
  pen.lineWidth = devicePixelRatio;
  pen.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  pen.font = `${11.5 * devicePixelRatio}px ${colour("--sans")}`;
  marks.forEach((mark, row) => {
    const x = plot.valToPos(new Date(mark.at).getTime() / 1000, "x", true);
    if (!(x >= left && x <= left + width)) return;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, top + height);
    pen.stroke();
    const leftwards = x > left + width / 2;
    pen.textAlign = leftwards ? "right" : "left";
    pen.fillText(mark.text, x + (leftwards ? -5 : 5) * devicePixelRatio, top + (12 + 14 * (row % 4)) * devicePixelRatio);
  });
  pen.restore();
}

export function drawPlot(box: HTMLElement, input: PlotInput): Plot {
  const seconds = input.times.map((time) => time / 1000);
  const options: uPlot.Options = {
    width: box.clientWidth || 640,
    height: input.height,
    legend: { show: false },
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), input.zone === "JST" ? "Asia/Tokyo" : "Etc/UTC"),
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: input.onMark !== undefined, y: false, setScale: false, dist: 4 },
    },
    scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.06] } },
    axes: axes(input),
    series: [{}, ...input.series.map(seriesOptions)],
    hooks: {
      draw: [(plot) => drawMarks(plot, input.marks)],
      setCursor: [(plot) => input.onPoint(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 4 || !input.onMark || byKeyboard) return;
          const [from, to] = [plot.select.left, plot.select.left + plot.select.width].map((x) => plot.posToVal(x, "x") * 1000);
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (from !== undefined && to !== undefined) input.onMark(from, to);
        },
      ],
    },
  };
  let byKeyboard = false;
  const values = input.series.map((series) => [...series.values]);
  const plot = new uPlot(options, [seconds, ...values] as uPlot.AlignedData, box);
  const watch = new ResizeObserver(() => {
    if (box.clientWidth > 0 && box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height: input.height });
  });
  watch.observe(box);
  const clear = (): void => plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  return {
    point(index, anchor) {
      const x = plot.valToPos(seconds[index] ?? 0, "x");
      plot.setCursor({ left: x, top: plot.over.clientHeight / 2 });
      if (anchor === null) return clear();
      const start = plot.valToPos(seconds[anchor] ?? 0, "x");
      byKeyboard = true;
      plot.setSelect({ left: Math.min(x, start), top: 0, width: Math.abs(x - start), height: plot.over.clientHeight }, false);
      byKeyboard = false;
    },
    clear,
    destroy() {
      watch.disconnect();
      plot.destroy();
    },
  };
}
