// Objects as the hub answers them, small, for tests of the screens.
import type { Schema } from "@/api/contract";

export const kDesk = "00000000-0000-4000-8000-0000000000c1";
export const kIndicator = "indicator--00000000-0000-4000-8000-000000000001";
export const kMalware = "malware--00000000-0000-4000-8000-000000000002";
export const kMaker = "identity--00000000-0000-4000-8000-000000000003";
export const kAmber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
export const kLimits = "marking-definition--00000000-0000-4000-8000-000000000004";

export const me: Schema<"Me"> = {
  name: "tanaka",
  kind: "person",
  operates: false,
  active: true,
  memberships: [{ community: "isac", role: "contributor" }],
  organisation: "Example Telecom",
  identity: "identity--00000000-0000-4000-8000-0000000000a1",
  scopes: { read: true, write: true, operate: false },
};

export const collections: { items: Schema<"Collection">[] } = {
  items: [
    {
      id: kDesk,
      root: "/taxii2/noroshi/",
      title: "The desk",
      description: "",
      tlp: "TLP:AMBER+STRICT",
      hops: 0,
      release: "direct",
      anonymous: false,
      open: false,
      can_read: true,
      can_write: true,
      objects: 741,
    },
  ],
};

export function sampleHit(more: Partial<Schema<"Hit">> = {}): Schema<"Hit"> {
  return {
    id: kIndicator,
    type: "indicator",
    name: "Loader at https://evil.example/load",
    added: "2026-01-02T00:00:00.000Z",
    collection: kDesk,
    score: 80,
    revoked: false,
    object: { type: "indicator", id: kIndicator, created_by_ref: kMaker, modified: "2026-01-02T00:00:00.000Z" } as Schema<"StixObject">,
    ...more,
  };
}

export const known: Schema<"ObjectWithAssertions"> = {
  ...sampleHit(),
  object: {
    type: "indicator",
    spec_version: "2.1",
    id: kIndicator,
    created_by_ref: kMaker,
    created: "2026-01-01T00:00:00.000Z",
    modified: "2026-01-02T00:00:00.000Z",
    name: "Loader at https://evil.example/load",
    description: "<img src=x onerror=alert(1)> [click](javascript:alert(1)) invoice\u202Egpj.exe",
    pattern: "[url:value = 'https://evil.example/load']",
    pattern_type: "stix",
    valid_from: "2026-01-01T00:00:00Z",
    object_marking_refs: [kAmber, kLimits],
    x_own_thing: { deep: [{ er: 7 }] },
  } as Schema<"StixObject">,
  assertions: [
    { source: "00000000-0000-4000-8000-0000000000a1", received: "2026-01-02T00:00:00.000Z", reliability: "B", credibility: 2, tlp: "TLP:AMBER" },
    { source: "identity--00000000-0000-4000-8000-0000000000b2", received: "2026-01-03T00:00:00.000Z", reliability: "F", credibility: 6, tlp: "TLP:GREEN" },
  ],
};

export const limits: Schema<"ObjectWithAssertions"> = {
  ...sampleHit({ id: kLimits, type: "marking-definition", name: "Noroshi sharing limits" }),
  object: {
    type: "marking-definition",
    id: kLimits,
    name: "Noroshi sharing limits",
    extensions: { "extension-definition--00000000-0000-4000-8000-000000000005": { extension_type: "property-extension", regions: ["kanto", "okinawa"], hops: 2 } },
  } as Schema<"StixObject">,
  assertions: [{ source: "noroshi", received: "2026-01-02T00:00:00.000Z", reliability: "A", credibility: 1, tlp: "TLP:CLEAR" }],
};

export const versions: Schema<"Versions"> = {
  items: [
    {
      version: "2026-01-01T00:00:00.000Z",
      spec_version: "2.1",
      added: "2026-01-01T01:00:00.000Z",
      collection: kDesk,
      object: { type: "indicator", id: kIndicator, name: "Loader", labels: ["a", "b"], confidence: 40 } as Schema<"StixObject">,
    },
    {
      version: "2026-01-02T00:00:00.000Z",
      spec_version: "2.1",
      added: "2026-01-02T01:00:00.000Z",
      collection: kDesk,
      object: { type: "indicator", id: kIndicator, name: "Loader of Mirai", labels: ["b", "c"] } as Schema<"StixObject">,
    },
  ],
};

export const around: Schema<"Graph"> = {
  nodes: [
    { id: kIndicator, type: "indicator", name: "Loader at https://evil.example/load", depth: 0 },
    { id: kMalware, type: "malware", name: "Mirai", depth: 1 },
    { id: "group--1", type: "indicator", name: "indicator", depth: 2, group: 312, of: kMalware },
  ],
  edges: [
    { from: kIndicator, to: kMalware, relation: "indicates", object: "relationship--00000000-0000-4000-8000-000000000006" },
    { from: "group--1", to: kMalware, relation: "indicates" },
  ],
  whole: false,
};
