// Small answers for tests of the sharing screen.
import type { Schema } from "@/api/contract";
import type { Me } from "@/session/session";
import type { Remark, Waiting } from "./approvals/checks";
import type { Release } from "./releases/releases";

export const kCollection = "00000000-0000-4000-8000-0000000000c1";

export const sampleMe: Me = {
  name: "tanaka",
  kind: "person",
  operates: false,
  active: true,
  memberships: [{ community: "isac", role: "approver" }],
  organisation: "Example Telecom",
  identity: "identity--00000000-0000-4000-8000-0000000000a1",
  scopes: { read: true, write: true, operate: false },
  hub: "Example ISAC hub",
  approves: true,
  flows: false,
};

export const ownName: Remark = {
  rule: "own-name",
  property: "/description",
  blocks: true,
  en: "names your organisation (example telecom): take the name out",
  ja: "自組織の名称があります（example telecom）。名称を除いてください",
};

export function sampleWaiting(number: number, change: Partial<Waiting> = {}): Waiting {
  const id = `indicator--00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return {
    number,
    id,
    type: "indicator",
    added: "2026-01-14T09:00:00.000Z",
    part: "technique",
    remarks: [],
    object: { type: "indicator", id, name: `C&C server ${number}`, description: "seen at example telecom" } as Waiting["object"],
    collection: kCollection,
    community: "isac",
    tlp: "TLP:AMBER",
    regions: ["kanto"],
    hops: 1,
    anonymous: true,
    own: true,
    audience: { organisations: ["Example Rail", "東海ネット"], peers: 1 },
    ...change,
  };
}

export function sampleRelease(number: string, change: Partial<Release> = {}): Release {
  return {
    number,
    id: "indicator--00000000-0000-4000-8000-000000000001",
    type: "indicator",
    name: "C&C server 1",
    added: "2026-01-14T09:00:00.000Z",
    state: "released",
    tlp: "TLP:AMBER",
    collection: kCollection,
    audience: { organisations: ["Example Rail"], peers: 0 },
    ...change,
  };
}

export const sampleCollection: Schema<"Collection"> = {
  id: kCollection,
  alias: "cc",
  root: "/taxii2/isac/",
  title: "C&C servers",
  description: "",
  community: "isac",
  tlp: "TLP:AMBER",
  hops: 1,
  release: "approval",
  anonymous: true,
  lifetime_seconds: 2_592_000,
  open: false,
  can_read: true,
  can_write: true,
  objects: 3,
};

export const sampleCommunity: Schema<"CommunityDetail"> = {
  id: "00000000-0000-4000-8000-0000000000d1",
  name: "isac",
  title: "Example ISAC",
  role: "approver",
  members: [
    { organisation: "Example Telecom", own: true, regions: ["kanto"], people: 2, machines: 1, peers: 0 },
    { organisation: "東海ネット", regions: ["tokai"], people: 1, machines: 0, peers: 0 },
  ],
  collections: [sampleCollection],
};

export const sampleOverlap: Schema<"Overlap"> = {
  by: "endpoint",
  servers: 9,
  operators: [
    { operator: "Example Telecom", servers: 7, exclusive: 4, gain_in_order: 7, gain_on_average: 5.5 },
    { operator: "東海ネット", servers: 5, exclusive: 2, gain_in_order: 2, gain_on_average: 3.5 },
  ],
  shared: [
    [7, 3],
    [3, 5],
  ],
  jaccard: [
    [1, 0.333],
    [0.333, 1],
  ],
  seen_by: [6, 3],
  reach: [6, 9],
  method: "chapman",
  // The contract says an object without saying its members, which its types read as "none".
  estimate: { unseen: 2, whole: 11, error: 2, low: 9.4, high: 17.5 } as never,
};

export const sampleLeads: Schema<"LeadTime"> = {
  servers: 17,
  feeds: [
    {
      feed: "threatfox",
      newest: "2026-01-20T00:00:00.000Z",
      listed: 12,
      behind: 3,
      unlisted: 5,
      median_days: 8.5,
      median_with_unlisted_days: 17.2,
      median_low_days: 12.8,
      median_high_days: 24,
      curve: [{ days: 2.5, unlisted: 0.75, low: 0.6, high: 0.85 }],
    },
  ],
  all: null,
};
