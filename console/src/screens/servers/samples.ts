// Servers for tests, as small as they may be; a test changes what it is about.
import type { Schema } from "@/api/contract";

type Row = Schema<"ServerRow">;
type Server = Schema<"Server">;

export function sampleRow(change: Partial<Row> = {}): Row {
  return {
    id: "indicator--00000000-0000-5000-8000-000000000001",
    server: "203.0.113.7:6667/tcp",
    ip: "203.0.113.7",
    port: 6667,
    proto: "tcp",
    probability: 0.987,
    score: 91,
    status: "new",
    clients: 12,
    contacts: 3456,
    first_seen: "2026-01-13T15:00:00.000Z",
    last_seen: "2026-01-14T14:59:00.000Z",
    added: "2026-01-14T15:00:00.000Z",
    collection: "11111111-1111-4111-8111-111111111111",
    watched: false,
    sources: 1,
    country: "NL",
    network: "AS64500 Example Hosting",
    reason: "calls every 5 min (jitter 2 %): 97 % of 288 intervals fit, 4 of 5 repeat clients",
    reason_name: "periodic_contact",
    ...change,
  };
}

export function sampleServer(change: Partial<Server> = {}): Server {
  const row = change.row ?? sampleRow();
  return {
    row,
    finding: {
      kind: "c2-server",
      subject: { ip: row.ip, port: row.port, proto: row.proto },
      probability: row.probability,
      prior: -6,
      first_seen: row.first_seen,
      last_seen: row.last_seen,
      clients: 12,
      contacts: row.contacts,
      evidence: [
        {
          name: "periodic_contact",
          value: 300,
          unit: "s",
          weight: 11,
          text: row.reason ?? "",
          counts: { jitter: 0.02, log_likelihood_ratio: 40, on_schedule: 0.97, intervals: 288, clients: 4, of_clients: 5, missed: 0, chance: 1e-9 },
        },
        { name: "popularity", value: 12, unit: "clients", weight: -0.67, text: "12 of 1999 clients talk to it", counts: { watched: 1999 } },
        { name: "gathering", value: 12, unit: "clients", weight: 0, text: "12 clients gather at port 6667", counts: { port: 6667 } },
      ],
      method: "noroshi.c2.hunt",
      version: "127028d7f94a",
      false_share: 0.01,
      innocent: "a popular service",
    },
    sources: [{ source: "Example Telecom", received: row.added, reliability: "B", credibility: 2, tlp: "TLP:AMBER" }],
    opinions: [],
    listings: [],
    history: [],
    can: { judge: true, watch: true, release: [{ id: "22222222-2222-4222-8222-222222222222", title: "Shared" }], retract: true, story: false },
    ...change,
  };
}
