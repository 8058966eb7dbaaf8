import { expect, test } from "vitest";
import { audienceShort, hearersOf, type Release } from "./releases";

const release = (change: Partial<Release>): Release => ({
  number: "n",
  id: "indicator--1",
  type: "indicator",
  name: "C&C",
  added: "2026-01-02T00:00:00.000Z",
  state: "released",
  tlp: "TLP:AMBER",
  collection: "c1",
  ...change,
});
const organisations = (n: number): string => `${n} organisations`;
const hubs = (n: number): string => `${n} hubs`;

test("an audience is short in a cell", () => {
  expect(audienceShort({ organisations: ["A", "B"], peers: 0 }, organisations, hubs)).toBe("A, B");
  expect(audienceShort({ organisations: ["A", "B", "C"], peers: 2 }, organisations, hubs)).toBe("3 organisations · 2 hubs");
  expect(audienceShort({ organisations: [], peers: 0 }, organisations, hubs)).toBe("–");
  expect(audienceShort(undefined, organisations, hubs)).toBe("–");
});

test("whoever could see it anywhere hears that it was taken back", () => {
  const hearers = hearersOf([
    release({ audience: { organisations: ["B"], peers: 1 } }),
    release({ collection: "c2", audience: { organisations: ["A", "B"], peers: 0 } }),
    release({ collection: "c3", state: "held", audience: { organisations: ["Z"], peers: 9 } }),
  ]);
  expect(hearers).toEqual({ organisations: ["A", "B"], peers: 1, collections: ["c1", "c2"] });
});
