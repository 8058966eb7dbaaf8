import { describe, expect, it } from "vitest";
import { campaignsOf, deathsOf, halfLifeOf, migrationOf, stripOf, type Life, type ServerLife } from "./life";

// The contract leaves the inner objects open, which the generated types read as empty.
const server = {
  server: "203.0.113.7:6667/tcp",
  state: "silent",
  strip: "AAqs?",
  strip_from: "2026-01-14T00:00:00.000Z",
  dead: true,
  deaths: [{ after: "2026-01-14T01:59:00Z", before: "2026-01-14T04:00:00Z", sign: "asked-only", log10_p: -4.2, revived: null }],
  migration: {
    verdict: "moved",
    left: 12,
    expected_again: 11.2,
    moves: [{ to: "203.0.113.8:6667/tcp", came: 10, left: 12, clients_to: 14, log10_p: -9.1, last_visit: "", first_visit: "" }],
  },
} as unknown as ServerLife;
const life = {
  from: "2026-01-14T00:00:00Z",
  to: "2026-01-14T05:00:00Z",
  exposure: "exporters",
  clients_compared: true,
  server,
  exposures: [1, 0.98, 1, null],
  campaigns: [{ servers: ["203.0.113.7:6667/tcp", "203.0.113.8:6667/tcp"], clients: 14, first_seen: "x", last_seen: "y", links: [{ a: "p", b: "q", shared: 9, log10_p: -7, same_port: true }] }],
  half_life: { servers: 3, deaths: 1, censored: 2, older: 0, earliest_s: null, latest_s: null, low_s: 3600, high_s: null },
} as unknown as Life;

describe("a life", () => {
  it("gives each hour its state and what was heard of it", () => {
    const strip = stripOf(server, life.exposures);
    expect(strip.map((hour) => hour.state).join("")).toBe("AAqs?");
    expect(strip.map((hour) => hour.exposure)).toEqual([1, 0.98, 1, null, null]);
    expect(strip[1]?.at).toBe(Date.parse("2026-01-14T01:00:00Z"));
  });
  it("tells deaths, moves, campaigns and the half-life", () => {
    expect(deathsOf(server)[0]).toMatchObject({ sign: "asked-only", revived: null });
    expect(migrationOf(server)?.moves[0]?.to).toBe("203.0.113.8:6667/tcp");
    expect(campaignsOf(life)[0]?.links[0]).toMatchObject({ same_port: true, moved: false });
    expect(halfLifeOf(life)).toMatchObject({ servers: 3, low_s: 3600, earliest_s: null });
  });
  it("stands a hub that says less, or other things", () => {
    const bare = { server: "x", state: "cannot-tell", strip: "!", strip_from: "", dead: false, deaths: [{}] } as unknown as ServerLife;
    expect(migrationOf(bare)).toBeNull();
    expect(deathsOf(bare)[0]?.sign).toBe("silent");
    expect(stripOf(bare, undefined)[0]?.state).toBe("?");
    expect(halfLifeOf({ ...life, half_life: null })).toBeNull();
    expect(migrationOf({ ...bare, migration: { verdict: "tomorrow" } } as unknown as ServerLife)?.verdict).toBe("");
  });
});
