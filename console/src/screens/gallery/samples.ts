// What the components are shown with: made up, the same at every visit, addresses for documentation.
import type { RowSource } from "@/components/table";
import { HubError, withoutAnswer } from "@/api/problem";

/** A sequence of numbers from 0 to 1 that looks like chance and never changes (Park and Miller, 1988). */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export const kHostile = `<img src=x onerror=alert(1)>"'</script><b>`;
export const kLong = "国税庁を名乗る、とても長い日本語の件名が折り返されずに続いた場合の表示を確かめるための文字列です".repeat(2);
export const kSpreadsheet = "=HYPERLINK(\"http://203.0.113.9/\",\"x\")";
/** Right-to-left override: what follows would be drawn backwards. */
export const kBackwards = "invoice\u202Efdp.exe";

export interface SampleRow {
  readonly id: string;
  readonly server: string;
  readonly probability: number;
  readonly clients: number | null;
  readonly seen: number;
  readonly status: "fresh" | "confirmed" | "rejected";
  readonly remark: string;
}

const kBegin = Date.parse("2026-01-14T00:00:00Z");
const kRemarks = ["", "", "", kHostile, kLong, kSpreadsheet, kBackwards];

export function sampleRows(count: number): readonly SampleRow[] {
  const next = sequence(7);
  return Array.from({ length: count }, (_, n) => ({
    id: `s${n}`,
    server: `${["192.0.2", "198.51.100", "203.0.113"][n % 3]}.${Math.floor(next() * 254) + 1}:${[443, 6667, 8443, 23][n % 4]}/tcp`,
    probability: 1 - next() ** 4 * 0.9,
    clients: next() < 0.1 ? null : 3 + Math.floor(next() ** 3 * 900),
    seen: kBegin + Math.floor(next() * 86_400_000),
    status: next() < 0.6 ? "fresh" : next() < 0.8 ? "confirmed" : "rejected",
    remark: kRemarks[Math.floor(next() * kRemarks.length)] ?? "",
  }));
}

export function sampleSource(count: number): RowSource<SampleRow> {
  const all = sampleRows(count);
  return {
    question: String(count),
    rows: async (offset, wanted, sort) => {
      await new Promise((done) => setTimeout(done, 60));
      const sign = sort.startsWith("-") ? -1 : 1;
      const sorted = sort === "" ? all : [...all].sort((a, b) => sign * (a.probability - b.probability));
      return { rows: sorted.slice(offset, offset + wanted), total: count };
    },
  };
}

export const kFailingSource: RowSource<SampleRow> = {
  question: "failing",
  rows: () => Promise.reject(new HubError({ ...withoutAnswer("network"), trouble: "unavailable", status: 503, detail: "the base is locked" })),
};

/** Traffic of a day in five-minute buckets, with an hour in which nobody looked. */
export function sampleTraffic(seed: number, size: number): readonly (number | null)[] {
  const next = sequence(seed);
  return Array.from({ length: 288 }, (_, n) => {
    if (n >= 96 && n < 108) return null;
    const daylight = 1 + Math.sin(((n - 90) / 288) * 2 * Math.PI);
    return Math.round(size * (0.4 + daylight + next() * 0.5) * (n === 200 ? 4 : 1));
  });
}

export interface SampleGraph {
  readonly nodes: { id: string; title: string; kind: string; group?: number; faded?: boolean }[];
  readonly edges: { from: string; to: string; relation: string }[];
}

export const kGraph: SampleGraph = {
  nodes: [
    { id: "i", title: "203.0.113.7:6667/tcp", kind: "indicator" },
    { id: "n", title: "203.0.113.7", kind: "ipv4-addr" },
    { id: "d", title: "update.example", kind: "domain-name" },
    { id: "m", title: "Mirai の亜種 (長い名前の例)", kind: "malware" },
    { id: "f", title: "C&C基盤", kind: "infrastructure" },
    { id: "o", title: "CSIRT A", kind: "identity" },
    { id: "s", title: "目撃情報", kind: "sighting", group: 34 },
    { id: "g", title: "indicator", kind: "indicator", group: 128 },
    { id: "r", title: kHostile, kind: "report" },
    { id: "v", title: "CVE-2026-0001", kind: "vulnerability", faded: true },
  ],
  edges: [
    { from: "i", to: "n", relation: "based-on" },
    { from: "i", to: "f", relation: "indicates" },
    { from: "f", to: "m", relation: "controls" },
    { from: "d", to: "n", relation: "resolves-to" },
    { from: "o", to: "i", relation: "created_by_ref" },
    { from: "s", to: "i", relation: "sighting_of_ref" },
    { from: "g", to: "f", relation: "indicates" },
    { from: "r", to: "i", relation: "object_refs" },
    { from: "m", to: "v", relation: "exploits" },
  ],
};

export function largeGraph(count: number): SampleGraph {
  const kinds = ["indicator", "ipv4-addr", "domain-name", "malware", "identity", "report", "sighting"];
  const nodes = Array.from({ length: count }, (_, n) => ({ id: `n${n}`, title: `object ${n}`, kind: kinds[n % 7] ?? "url" }));
  const edges = nodes.slice(1).map((node, at) => ({ from: `n${Math.floor(at / 7)}`, to: node.id, relation: "related-to" }));
  return { nodes, edges };
}
