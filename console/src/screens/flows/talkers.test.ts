import { expect, test } from "vitest";
import { restOf, talkersOf, type FlowTop } from "./talkers";

const top: FlowTop = {
  from: "2026-01-14T00:00:00.000Z",
  to: "2026-01-15T00:00:00.000Z",
  by: "service",
  order: "octets",
  items: [
    { key: { text: "203.0.113.7:443/tcp", filter: "ip 203.0.113.7 and port 443 and tcp" }, flows: 40, packets: 200, octets: 500, clients: 12 },
    { key: { text: "subscribers" }, flows: 4, packets: 20, octets: 250, clients: null },
  ],
  totals: { flows: 80, packets: 400, octets: 1_000 },
};

test("each row has its share of all traffic, not of the rows", () => {
  expect(talkersOf(top, "octets").map((row) => row.share)).toEqual([0.5, 0.25]);
  expect(talkersOf(top, "flows").map((row) => row.share)).toEqual([0.5, 0.05]);
  expect(restOf(talkersOf(top, "octets"))).toBeCloseTo(0.25);
});

test("bars compare rows with the greatest", () => {
  expect(talkersOf(top, "octets").map((row) => row.length)).toEqual([1, 0.5]);
});

test("there is no share of clients, and fewer than three stay unsaid", () => {
  const rows = talkersOf(top, "clients");
  expect(rows.map((row) => row.share)).toEqual([undefined, undefined]);
  expect(rows.map((row) => row.clients)).toEqual([12, null]);
  expect(restOf(rows)).toBeUndefined();
});

test("no traffic is no division by zero", () => {
  const { totals: _, ...untold } = top;
  expect(talkersOf({ ...top, items: [], totals: { flows: 0, packets: 0, octets: 0 } }, "octets")).toEqual([]);
  expect(talkersOf({ ...top, totals: { flows: 0, packets: 0, octets: 0 } }, "octets")[0]?.share).toBeUndefined();
  expect(talkersOf(untold, "octets")[0]?.share).toBeUndefined();
});
