import { expect, test } from "vitest";
import { chartOf, type FlowSeries } from "./series";

const series: FlowSeries = {
  from: "2026-01-14T00:00:00.000Z",
  to: "2026-01-14T00:15:00.000Z",
  kept_from: "2026-01-13T15:00:00.000Z",
  kept_to: "2026-01-14T15:00:00.000Z",
  bucket_seconds: 300,
  lines: [
    { key: { text: "tcp" }, flows: [10, null, 30], packets: [300, null, 0], octets: [37_500, null, 0] },
    { key: { text: "udp" }, flows: [1, 2, 3], packets: [3, 6, 9], octets: [300, 600, 900] },
  ],
};

test("octets become bits a second, packets a second, flows stay counts", () => {
  expect(chartOf(series, "octets").lines[0]?.values).toEqual([1_000, null, 0]);
  expect(chartOf(series, "packets").lines[0]?.values).toEqual([1, null, 0]);
  expect(chartOf(series, "flows").lines[0]?.values).toEqual([10, null, 30]);
});

test("a bucket at the edge of what is kept is measured by the part that was heard", () => {
  const edge = { ...series, kept_from: "2026-01-14T00:02:30.000Z", kept_to: "2026-01-14T00:10:10.000Z" };
  expect(chartOf(edge, "octets").lines[0]?.values).toEqual([2_000, null, null]);
  expect(chartOf(edge, "flows").lines[0]?.values).toEqual([10, null, 30]);
});

test("points stand at the beginning of their buckets", () => {
  expect(chartOf(series, "octets").times).toEqual([0, 300, 600].map((s) => Date.parse("2026-01-14T00:00:00Z") + s * 1000));
});

test("nothing heard is not the same as nothing there", () => {
  expect(chartOf(series, "octets").silent).toBe(false);
  expect(chartOf({ ...series, lines: [{ flows: [null], packets: [null], octets: [null] }] }, "octets").silent).toBe(true);
  expect(chartOf({ ...series, lines: [] }, "octets")).toEqual({ times: [], lines: [], silent: true });
});
