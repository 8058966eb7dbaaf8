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

// Of a bucket that lies mostly outside of what is kept: too little to speak of a rate.
const kLeastPart = 0.1;

/** Seconds of a bucket that lie in what is kept: the first and the last one are seldom whole. */
function heardSeconds(series: FlowSeries, bucket: number): number {
  const begin = Date.parse(series.from) / 1000 + bucket * series.bucket_seconds;
  const from = Math.max(begin, Date.parse(series.kept_from) / 1000);
  const to = Math.min(begin + series.bucket_seconds, Date.parse(series.kept_to) / 1000);
  return to - from >= kLeastPart * series.bucket_seconds ? to - from : NaN;
}

/** Octets become bits a second, packets packets a second; flows are counted a bucket. */
function figure(sum: number | null, measure: Measure, seconds: number): number | null {
  if (sum === null || measure === "flows") return sum;
  if (Number.isNaN(seconds)) return null;
  const rate = (measure === "octets" ? sum * 8 : sum) / seconds;
  return Math.round(rate * 1000) / 1000; // digits beyond say nothing, in a file least of all
}

export function chartOf(series: FlowSeries, measure: Measure): Chart {
  const lines = series.lines.map((line) => ({
    text: line.key?.text,
    values: line[measure].map((sum, bucket) => figure(sum, measure, heardSeconds(series, bucket))),
  }));
  const count = Math.max(0, ...lines.map((line) => line.values.length));
  return {
    times: equalTimes(series.from, series.bucket_seconds, count),
    lines,
    silent: lines.every((line) => line.values.every((value) => value === null)),
  };
}
