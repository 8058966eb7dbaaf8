// What the flows screen is asked for, all of it in the address: the filter that somebody typed, the
// steps by which they narrowed it since, the time, and how it is summed up.
import { param } from "@/router/query";

export const kBy = ["service", "server", "port", "proto", "exporter", "src", "dst", "src-port", "dst-port"] as const;
export const kOrders = ["octets", "packets", "flows", "clients"] as const;
export const kSplits = ["none", "service", "server", "port", "proto", "exporter"] as const;
export const kMeasures = ["octets", "packets", "flows"] as const;

export type By = (typeof kBy)[number];
export type Order = (typeof kOrders)[number];
export type Split = (typeof kSplits)[number];
export type Measure = (typeof kMeasures)[number];

export const querySpec = {
  filter: param.text(),
  /** Filters of rows that were opened, one after the other. */
  in: param.list(),
  from: param.instant(),
  to: param.instant(),
  /** Ranges before zooming, "from/to" each (ISO 8601), the last one nearest; "/" is the hub's own. */
  was: param.list(),
  by: param.choice(kBy, "service"),
  order: param.choice(kOrders, "octets"),
  rows: param.whole(20, 1, 1000),
  split: param.choice(kSplits, "none"),
  show: param.choice(kMeasures, "octets"),
};

/** `or` binds weaker than `and` (docs/formats/filter.md): a part that has one is put in parentheses. */
function asPart(filter: string): string {
  return /\bor\b|\|\|/i.test(filter) ? `(${filter})` : filter;
}

/** One filter that holds where all of them hold. */
export function joined(filters: readonly string[]): string {
  const said = filters.map((filter) => filter.trim()).filter((filter) => filter !== "" && filter.toLowerCase() !== "any");
  return said.length === 1 ? (said[0] ?? "") : said.map(asPart).join(" and ");
}

/** What tells most about one row of a sum: what it is summed up by next. */
export const kNextBy: Readonly<Record<By, By>> = {
  service: "service",
  server: "service",
  port: "service",
  proto: "port",
  exporter: "dst",
  src: "dst",
  dst: "src",
  "src-port": "dst",
  "dst-port": "dst",
};
