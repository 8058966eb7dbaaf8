import { describe, expect, it } from "vitest";
import { onPeriod, periodInterval, storyColumns, totals, type Story } from "./story";

const story: Story = {
  from: "2026-01-14T00:00:00.000Z",
  to: "2026-01-14T00:15:00.000Z",
  kept_from: "2026-01-13T00:00:00.000Z",
  kept_to: "2026-01-14T12:00:00.000Z",
  bucket_seconds: 300,
  period_seconds: 60,
  points: [
    { at: "2026-01-14T00:00:00.000Z", contacts: 5, sent: 500, received: 900, clients: 3 },
    { at: "2026-01-14T00:05:00.000Z", contacts: 2, sent: 200, received: 300, clients: null },
    { at: "2026-01-14T00:10:00.000Z", contacts: null, sent: null, received: null, clients: null, exposure: 0 },
  ],
  intervals: [
    { low_seconds: 32, high_seconds: 50, count: 1 },
    { low_seconds: 50, high_seconds: 64, count: 9 },
  ],
};

describe("a story", () => {
  it("becomes columns whose gaps stay gaps", () => {
    const columns = storyColumns(story);
    expect(columns.times).toEqual([1768348800000, 1768349100000, 1768349400000]);
    expect(columns.contacts).toEqual([5, 2, null]);
    expect(columns.clients).toEqual([3, null, null]);
  });
  it("adds up what was heard, and says how much was not", () => {
    expect(totals(story)).toEqual({ contacts: 7, sent: 700, received: 1200, unheard: 1 });
  });
  it("finds the interval of the period and its share", () => {
    expect(periodInterval(story)).toBe(1);
    expect(onPeriod(story)).toBeCloseTo(0.9);
  });
  it("marks none where the Finding knows no period", () => {
    const { period_seconds: _, ...without } = story;
    expect(periodInterval(without)).toBe(-1);
    expect(onPeriod(without)).toBeNull();
  });
});
