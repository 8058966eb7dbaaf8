import { expect, test } from "vitest";
import { readQuery, writeQuery } from "@/router/query";
import { joined, querySpec } from "./query";

test("filters hold together, and what has an alternative stays together", () => {
  expect(joined([])).toBe("");
  expect(joined(["", "any", " port 23 "])).toBe("port 23");
  expect(joined(["tcp or udp"])).toBe("tcp or udp");
  expect(joined(["tcp or udp", "port 23"])).toBe("(tcp or udp) and port 23");
  expect(joined(["tcp||udp", "ip 203.0.113.7 and port 443"])).toBe("(tcp||udp) and ip 203.0.113.7 and port 443");
  expect(joined(["exporter \"oregon\"", "tcp"])).toBe("exporter \"oregon\" and tcp");
});

test("the whole screen is in its address", () => {
  const asked = {
    filter: "dst port 23 and packets > 3",
    in: ["proto tcp", "exporter 'a, b'"],
    from: new Date("2026-01-14T00:00:00Z"),
    to: new Date("2026-01-14T06:30:00Z"),
    was: ["/", "2026-01-13T00:00:00Z/2026-01-15T00:00:00Z"],
    by: "dst" as const,
    order: "clients" as const,
    rows: 100,
    split: "proto" as const,
    show: "packets" as const,
  };
  expect(readQuery(querySpec, writeQuery(querySpec, "", asked))).toEqual(asked);
});
