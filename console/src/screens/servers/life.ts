// The life of a server as it comes from the hub (docs/formats/life.md), typed where the contract
// leaves it open, and read into what the page shows.
//
// The inner objects are those of `noroshi c2 life`; they are checked member by member here, so that
// a newer hub with more or others never breaks the page.
import type { Schema } from "@/api/contract";

export type Life = Schema<"Life">;
export type ServerLife = NonNullable<Life["server"]>;

export interface Death {
  readonly after: string;
  readonly before: string;
  readonly sign: "silent" | "asked-only";
  readonly log10_p: number;
  readonly revived: string | null;
}

export interface Move {
  readonly to: string;
  readonly came: number;
  readonly left: number;
  readonly clients_to: number | null;
  readonly log10_p: number;
  readonly last_visit: string;
  readonly first_visit: string;
}

export type Whereabouts = "moved" | "not-seen-elsewhere" | "still-there" | "too-few-clients" | "too-thin" | "new-pseudonyms";
export const kWhereabouts: readonly Whereabouts[] = [
  "moved",
  "not-seen-elsewhere",
  "still-there",
  "too-few-clients",
  "too-thin",
  "new-pseudonyms",
];

export interface Migration {
  readonly verdict: Whereabouts | "";
  readonly left: number | null;
  readonly expected_again: number;
  readonly moves: readonly Move[];
}

export interface CampaignLink {
  readonly a: string;
  readonly b: string;
  readonly shared: number;
  readonly log10_p: number;
  readonly same_port: boolean;
  readonly same_period: boolean;
  readonly same_hours: boolean;
  readonly moved: boolean;
}

export interface Campaign {
  readonly servers: readonly string[];
  readonly clients: number | null;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly links: readonly CampaignLink[];
}

export interface HalfLife {
  readonly servers: number;
  readonly deaths: number;
  readonly censored: number;
  readonly older: number;
  readonly earliest_s: number | null;
  readonly latest_s: number | null;
  readonly low_s: number | null;
  readonly high_s: number | null;
}

type Open = Readonly<Record<string, unknown>>;

const open = (value: unknown): Open => (typeof value === "object" && value !== null ? (value as Open) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" ? value : NaN);
const maybe = (value: unknown): number | null => (typeof value === "number" ? value : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function deathsOf(server: ServerLife): readonly Death[] {
  return list(server.deaths).map(open).map((death) => ({
    after: text(death["after"]),
    before: text(death["before"]),
    sign: death["sign"] === "asked-only" ? "asked-only" : "silent",
    log10_p: number(death["log10_p"]),
    revived: text(death["revived"]) || null,
  }));
}

function moveOf(value: unknown): Move {
  const move = open(value);
  return {
    to: text(move["to"]),
    came: number(move["came"]),
    left: number(move["left"]),
    clients_to: maybe(move["clients_to"]),
    log10_p: number(move["log10_p"]),
    last_visit: text(move["last_visit"]),
    first_visit: text(move["first_visit"]),
  };
}

export function migrationOf(server: ServerLife): Migration | null {
  if (typeof server.migration !== "object" || server.migration === null) return null;
  const migration = open(server.migration);
  return {
    verdict: kWhereabouts.find((one) => one === migration["verdict"]) ?? "",
    left: maybe(migration["left"]),
    expected_again: number(migration["expected_again"]),
    moves: list(migration["moves"]).map(moveOf),
  };
}

function linkOf(value: unknown): CampaignLink {
  const link = open(value);
  return {
    a: text(link["a"]),
    b: text(link["b"]),
    shared: number(link["shared"]),
    log10_p: number(link["log10_p"]),
    same_port: link["same_port"] === true,
    same_period: link["same_period"] === true,
    same_hours: link["same_hours"] === true,
    moved: link["moved"] === true,
  };
}

export function campaignsOf(life: Life): readonly Campaign[] {
  return list(life.campaigns).map(open).map((campaign) => ({
    servers: list(campaign["servers"]).map(text),
    clients: maybe(campaign["clients"]),
    first_seen: text(campaign["first_seen"]),
    last_seen: text(campaign["last_seen"]),
    links: list(campaign["links"]).map(linkOf),
  }));
}

export function halfLifeOf(life: Life): HalfLife | null {
  if (typeof life.half_life !== "object" || life.half_life === null) return null;
  const half = open(life.half_life);
  if (!(number(half["servers"]) > 0)) return null;
  return {
    servers: number(half["servers"]),
    deaths: number(half["deaths"]),
    censored: number(half["censored"]),
    older: number(half["older"]),
    earliest_s: maybe(half["earliest_s"]),
    latest_s: maybe(half["latest_s"]),
    low_s: maybe(half["low_s"]),
    high_s: maybe(half["high_s"]),
  };
}

export type Hour = "A" | "q" | "s" | "?";

export interface StripHour {
  /** Milliseconds; begin of the hour. */
  readonly at: number;
  readonly state: Hour;
  /** Share of the exporters' records that arrived; null: not known. */
  readonly exposure: number | null;
}

export function stripOf(server: ServerLife, exposures: Life["exposures"]): readonly StripHour[] {
  const from = Date.parse(server.strip_from);
  return [...server.strip].map((letter, hour) => ({
    at: from + hour * 3_600_000,
    state: letter === "A" || letter === "q" || letter === "s" ? letter : "?",
    exposure: exposures?.[hour] ?? null,
  }));
}
