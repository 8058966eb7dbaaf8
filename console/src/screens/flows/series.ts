// From the hub's sums of a bucket to the lines of the chart: rates where people think in rates, gaps
// where nobody listened.
import type { Schema } from "@/api/contract";
import { equalTimes } from "@/components/time-chart";
import type { Measure } from "./query";

export type FlowSeries = Schema<"FlowSeries">;

export interface Line {
  /** Of the key; undefined: all traffic in one line. */
  readonly text: string | undefined;
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** No bucket of any line holds a figure. */
  readonly silent: boolean;
}

/** Octets become bits a second, packets packets a second; flows are counted a bucket. */
function figure(sum: number, measure: Measure, bucketSeconds: number): number {
  if (measure === "octets") return (sum * 8) / bucketSeconds;
  return measure === "packets" ? sum / bucketSeconds : sum;
}

export function chartOf(series: FlowSeries, measure: Measure): Chart {
  const lines = series.lines.map((line) => ({
    text: line.key?.text,
    values: line[measure].map((value) => (value === null ? null : figure(value, measure, series.bucket_seconds))),
  }));
  const count = Math.max(0, ...lines.map((line) => line.values.length));
  return {
    times: equalTimes(series.from, series.bucket_seconds, count),
    lines,
    silent: lines.every((line) => line.values.every((value) => value === null)),
  };
}
