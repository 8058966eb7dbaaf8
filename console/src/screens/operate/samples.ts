// Small answers for tests of the operate screen.
import type { Schema } from "@/api/contract";
import type { Me } from "@/session/session";
import { sampleMe } from "../sharing/samples";

export const sampleOperator: Me = {
  ...sampleMe,
  name: "admin",
  operates: true,
  scopes: { read: true, write: true, operate: true },
  version: "1.0.0",
};

const account = (name: string, change: Partial<Schema<"Account">> = {}): Schema<"Account"> => ({
  name,
  kind: "person",
  operates: false,
  active: true,
  memberships: [{ community: "isac", role: "reader" }],
  organisation: "Example Telecom",
  identity: "identity--00000000-0000-4000-8000-0000000000a1",
  ...change,
});

export const sampleAccounts = [account("tanaka"), account("admin", { operates: true, memberships: [] }), account("suzuki", { active: false })];

export const sampleInput = (name: string, health: Schema<"Input">["health"], change: Partial<Schema<"Input">> = {}): Schema<"Input"> => ({
  name,
  kind: "feed",
  from: `/var/lib/feeds/${name}.csv`,
  collection: "cc",
  every_seconds: 3600,
  reliability: "B",
  credibility: 2,
  active: true,
  health,
  failures: health === "failing" ? 4 : 0,
  taken: 12,
  last_result: "42 objects, 3 new here",
  ...change,
});

/** Ten thousand entries, newest first. */
export const sampleTrail = (count: number): Schema<"TrailEntry">[] =>
  Array.from({ length: count }, (_, at) => ({
    number: count - at,
    at: "2026-01-14T09:00:00.000Z",
    account: at % 3 === 0 ? "tanaka" : "admin",
    action: at % 2 === 0 ? "release.approve" : "sign-in",
    subject: `indicator--${at}`,
    outcome: at % 5 === 0 ? "refused: 5 failures in a row" : "done",
    peer: "192.0.2.7",
    chain: "0123456789abcdef".repeat(4),
  }));

export const sampleStorage: Schema<"Storage"> = {
  items: [
    { store: "hub", table: "revisions", octets: 3 * 2 ** 20, rows: 81234 },
    { store: "flows", table: "flows", octets: 5 * 2 ** 30, rows: 400, retention_seconds: 7 * 86_400 },
  ],
  disk: { free: 2 ** 28, size: 2 ** 38 },
};

export const sampleDoctor: Schema<"Doctor"> = {
  well: false,
  checks: [
    { name: "disk", well: true, en: "disk: 195.6 GiB free, 52 %", ja: "ディスク: 空き 195.6 GiB、52 %" },
    { name: "certificate", well: false, en: "certificate ends on 2026-12-01", ja: "証明書の有効期限は 2026-12-01 です" },
  ],
};
