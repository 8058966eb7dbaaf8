// The story of a server (contacts over time) as columns for charts and rows for their table twins.
import type { Schema } from "@/api/contract";

export type Story = Schema<"Story">;

export interface StoryColumns {
  /** Milliseconds since 1970; begins of the buckets. */
  readonly times: readonly number[];
  readonly contacts: readonly (number | null)[];
  readonly sent: readonly (number | null)[];
  readonly received: readonly (number | null)[];
  readonly clients: readonly (number | null)[];
}

export function storyColumns({ points }: Story): StoryColumns {
  return {
    times: points.map((point) => Date.parse(point.at)),
    contacts: points.map((point) => point.contacts),
    sent: points.map((point) => point.sent),
    received: points.map((point) => point.received),
    clients: points.map((point) => point.clients),
  };
}

/** Contacts and octets of the whole time; buckets that nobody heard count nothing. */
export function totals({ points }: Story): { contacts: number; sent: number; received: number; unheard: number } {
  const sum = { contacts: 0, sent: 0, received: 0, unheard: 0 };
  for (const point of points) {
    sum.contacts += point.contacts ?? 0;
    sum.sent += point.sent ?? 0;
    sum.received += point.received ?? 0;
    if (point.contacts === null) sum.unheard += 1;
  }
  return sum;
}

/** The interval that holds the period, -1 without one. */
export function periodInterval({ intervals, period_seconds: period }: Story): number {
  if (period === undefined) return -1;
  return intervals.findIndex((interval) => interval.low_seconds <= period && period < interval.high_seconds);
}

/** The share of all intervals that fall into the one of the period: how strongly the plot shows it. */
export function onPeriod(story: Story): number | null {
  const at = periodInterval(story);
  const all = story.intervals.reduce((sum, interval) => sum + interval.count, 0);
  const peak = story.intervals[at];
  return peak && all > 0 ? peak.count / all : null;
}
