// The world of the tests: what an operator's hub looks like one morning.
//
//   Example Telecom   runs the hub and a flow store; sato watches, tanaka approves, admin operates
//   Example Rail      a member of the community; suzuki reads
//   東海ネット         a member that found some of the same servers; ito contributes
//
// All addresses are of the generator (198.18.0.0/15, benchmarking) or of documentation ranges.
import {writeFile} from "node:fs/promises";
import {Hub} from "./hub.mjs";
import {aSealedRelease, aSealKey, aSealRequest, sealSettings} from "./seals.mjs";

const subscribers = "100.64.0.0/10";

/** The day, its findings and its store, in the hub's folder. */
async function aDay(hub) {
  await hub.noroshi("lab", "traffic", "--subscribers", "2000", "--out", hub.file("day.ipfix"),
                    "--truth", hub.file("truth.json"), "--quiet");
  const found = await hub.noroshi("c2", "hunt", hub.file("day.ipfix"), "--all", "--format", "jsonl", "--quiet");
  await hub.noroshi("flow", "import", "--store", hub.file("store"), "--subscribers", subscribers, hub.file("day.ipfix"));
  const lines = found.split("\n").filter((line) => line !== "");
  return lines.slice(0, 40).map((line) => JSON.parse(line));
}

function jsonl(findings) { return findings.map((one) => `${JSON.stringify(one)}\n`).join(""); }

/** A feed that lists two of them, later than we did. */
function feed(findings) {
  const rows = findings.slice(0, 2).map((one, n) =>
    `2026-01-1${5 + n} 09:00:00,${one.subject.ip},${one.subject.port},online,,ExampleBot`);
  return `# first_seen_utc,dst_ip,dst_port,c2_status,last_online,malware\n${rows.join("\n")}\n`;
}

/** What the neighbour found the same day: some of the same servers, later and with clients of its own. */
function ofNeighbour(findings) {
  const later = (time) => new Date(Date.parse(time) + 3 * 3600 * 1000).toISOString();
  return findings.slice(1, 9).map((one, n) => ({
    ...one, first_seen: later(one.first_seen), last_seen: later(one.last_seen), clients: 3 + n,
    subject: n < 5 ? one.subject : {...one.subject, ip: `198.19.77.${n}`},
  }));
}

const places = `prefix,country,network
198.18.0.0/16,NL,AS64496 Example Hosting
198.19.0.0/17,US,AS64497 Example Cloud
198.19.128.0/17,JP,AS64498 Example Net
`;

/** A hub with all of it, serving. */
export async function aMorning() {
  const hub = await Hub.start((own) => `
[flows]
store = "${own.file("store")}"
organisation = "Example Telecom"

[console]
places = ["${own.file("places.csv")}"]
${sealSettings(own)}`);
  try {
    await aSealKey(hub);
    const findings = await aDay(hub);
    await writeFile(hub.file("places.csv"), places);
    await writeFile(hub.file("findings.jsonl"), jsonl(findings));
    await writeFile(hub.file("feed.csv"), feed(findings));
    await hub.hub("organisation", "add", "Example Rail", "--region", "kanto", "--domain", "rail.example");
    await hub.hub("organisation", "add", "東海ネット", "--region", "tokai");
    await hub.hub("community", "add", "isac", "--title", "Example ISAC");
    await hub.hub("collection", "add", "C&C servers", "--community", "isac", "--alias", "cc", "--tlp", "amber");
    await hub.person("sato", "Example Telecom", "--member", "isac:contributor");
    await hub.person("tanaka", "Example Telecom", "--member", "isac:approver");
    await hub.person("suzuki", "Example Rail", "--member", "isac:reader");
    await hub.person("ito", "東海ネット", "--member", "isac:contributor");
    await hub.hub("collection", "add", "早期共有", "--community", "isac", "--alias", "early", "--tlp", "amber",
                  "--release", "direct", "--named");
    await writeFile(hub.file("ito.key"), await hub.hub("key", "add", "ito", "--scope", "read", "--scope", "write"), {mode: 0o600});
    await writeFile(hub.file("neighbour.jsonl"), jsonl(ofNeighbour(findings)));
    await hub.serve();
    await hub.hub("push", "--quiet", "--seal", hub.file("profile.toml"), hub.file("findings.jsonl"));
    await aSealRequest(hub, "sato", "Quarterly reports");
    await aSealedRelease(hub, "suzuki");
    await hub.hub("input", "add", "feodo", "--from", hub.file("feed.csv"), "--reliability", "B", "--every", "1h");
    await hub.noroshi("hub", "push", "--quiet", "--hub", hub.url, "--key-file", hub.file("ito.key"),
                      "--ca", hub.file("hub/hub.crt"), "--collection", "early", hub.file("neighbour.jsonl"));
    return {hub, findings};
  } catch (problem) {
    await hub.stop();
    throw problem;
  }
}
