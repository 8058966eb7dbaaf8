// Lead times, as charts and tables take them.
import type { Schema } from "@/api/contract";
import type { StepPoint } from "@/components/step-curve";

export type LeadAnswer = Schema<"LeadTime">;
export type FeedLead = Schema<"FeedLead">;

/** All feeds together first, where there are several. */
export function feedsOf(answer: LeadAnswer): readonly FeedLead[] {
  return [...(answer.all ? [answer.all] : []), ...answer.feeds];
}

/** The curve from the day of the report on, when every server was unlisted. */
export function pointsOf(feed: Pick<FeedLead, "curve">): readonly StepPoint[] {
  const steps = feed.curve.map((step) => ({ x: step.days, y: step.unlisted, low: step.low, high: step.high }));
  const first = steps[0];
  return first && first.x <= 0 ? steps : [{ x: 0, y: 1, low: 1, high: 1 }, ...steps];
}

/** Servers that the feed lists and that we had before it. */
export function weFirst(feed: Pick<FeedLead, "listed" | "behind">): number {
  return feed.listed - (feed.behind ?? 0);
}
