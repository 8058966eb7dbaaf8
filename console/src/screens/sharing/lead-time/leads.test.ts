import { expect, test } from "vitest";
import { feedsOf, pointsOf, weFirst, type FeedLead } from "./leads";

const feed = (name: string | null, curve: FeedLead["curve"] = []): FeedLead => ({ feed: name, listed: 12, behind: 3, unlisted: 5, curve });
const step = { days: 2.5, unlisted: 0.75, low: 0.6, high: 0.85 };

test("the curve begins with all servers unlisted", () => {
  expect(pointsOf(feed("a", [step]))).toEqual([
    { x: 0, y: 1, low: 1, high: 1 },
    { x: 2.5, y: 0.75, low: 0.6, high: 0.85 },
  ]);
  expect(pointsOf(feed("a", [{ ...step, days: 0 }]))).toHaveLength(1);
});

test("all feeds together stand first, where there are several", () => {
  const base = { servers: 17, feeds: [feed("a"), feed("b")] };
  expect(feedsOf({ ...base, all: feed(null) }).map((one) => one.feed)).toEqual([null, "a", "b"]);
  expect(feedsOf({ ...base, all: null })).toHaveLength(2);
});

test("who was first adds up", () => {
  expect(weFirst(feed("a"))).toBe(9);
});
