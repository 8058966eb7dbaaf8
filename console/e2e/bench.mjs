// How fast the console is, on loopback with a CPU slowed four times, and over 100,000 servers.
//
//   node console/e2e/bench.mjs            a Markdown table; NOROSHI names the command
//   SERVERS=100000 RUNS=7                 how many servers, how often each is measured (medians)
import {writeFile} from "node:fs/promises";
import {openBrowser, openContext, signedIn} from "./browser.mjs";
import {Hub} from "./hub.mjs";

const servers = Number(process.env.SERVERS ?? 100_000);
const runs = Number(process.env.RUNS ?? 7);
const slowed = 4;

function median(values) { return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]; }
function quantile(values, q) { return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]; }
const say = (text) => process.stderr.write(`${text}\n`);

/** One finding for each of so many services; addresses of the benchmarking network (RFC 2544). */
function finding(n) {
  const address = `198.${18 + (n >> 16 & 1)}.${n >> 8 & 255}.${n & 255}`;
  const probability = 0.5 + (n * 7919 % 5000) / 10_000;
  return {
    kind: "c2-server", subject: {ip: address, port: 1024 + n * 31 % 60_000, proto: "tcp"}, probability, prior: -11.5,
    first_seen: `2026-01-13T${String(n % 24).padStart(2, "0")}:00:00Z`, last_seen: "2026-01-14T14:59:00Z",
    clients: 3 + n % 90, contacts: 10 + n % 5000,
    evidence: [{name: "periodic_contact", value: 60 + n % 600, unit: "s", weight: 11.5 + Math.log(probability / (1 - probability)),
                text: `${3 + n % 90} clients call every ${60 + n % 600} s`, counts: {clients: 3 + n % 90}}],
    method: "noroshi.c2.hunt", version: "bench",
  };
}

/** A star with many kinds of neighbours: 200 nodes are shown of it. */
function star(leaves) {
  const id = (type, n) => `${type}--00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
  const stamp = {spec_version: "2.1", created: "2026-01-02T00:00:00.000Z", modified: "2026-01-02T00:00:00.000Z"};
  const centre = {type: "campaign", ...stamp, id: id("campaign", 1), name: "Beacon"};
  const objects = [centre];
  for (let n = 0; n < leaves; ++n) {
    const tool = {type: "tool", ...stamp, id: id("tool", n), name: `tool ${n}`};
    objects.push(tool, {type: "relationship", ...stamp, id: id("relationship", n), relationship_type: `uses-${n % 40}`, source_ref: centre.id, target_ref: tool.id});
    if (n > 0) objects.push({type: "relationship", ...stamp, id: id("relationship", leaves + n), relationship_type: "related-to", source_ref: tool.id, target_ref: id("tool", n * 7 % leaves)});
  }
  return {centre, bundle: {type: "bundle", id: id("bundle", 1), objects}};
}

/** Milliseconds from the start of the navigation until the screen shows what it is for, and reacts. */
async function interactive(browser, hub, path, there) {
  const times = [];
  for (let run = 0; run < runs; ++run) {
    const {context} = await openContext(browser, hub);  // nothing cached
    const page = await signedIn(context, hub, "sato");
    await page.close();
    const fresh = await context.newPage();
    const client = await context.newCDPSession(fresh);
    await client.send("Network.setCacheDisabled", {cacheDisabled: true});
    await client.send("Emulation.setCPUThrottlingRate", {rate: slowed});
    await fresh.addInitScript((selector) => {
      const look = () => {
        if (document.querySelector(selector) === null) { requestAnimationFrame(look); return; }
        // A task of its own, after the frame: whatever blocks the thread is counted.
        setTimeout(() => { globalThis.interactiveAfter = performance.now(); }, 0);
      };
      look();
    }, there);
    await fresh.goto(path);
    await fresh.waitForFunction(() => globalThis.interactiveAfter !== undefined);
    times.push(await fresh.evaluate(() => globalThis.interactiveAfter));
    await context.close();
  }
  return times;
}

/** Frames while the table is scrolled for five seconds, and whether rows were there to be seen. */
async function scrolling(page) {
  await page.goto("/servers");
  await page.locator('main tr[aria-rowindex] a').first().waitFor();
  return page.evaluate(async () => {
    let box = document.querySelector('main tr[aria-rowindex] a');
    while (box !== null && box.scrollHeight <= box.clientHeight + 1000) box = box.parentElement;
    const frames = [];
    let bare = 0;
    const from = performance.now();
    let last = from;
    await new Promise((done) => {
      const step = (now) => {
        frames.push(now - last);
        last = now;
        if (document.querySelectorAll('main tr[aria-rowindex]').length < 5) ++bare;
        box.scrollTop += 40;
        if (now - from < 5000) requestAnimationFrame(step); else done();
      };
      requestAnimationFrame(step);
    });
    return {frames: frames.slice(1), bare, height: box.scrollHeight};
  });
}

const hub = await Hub.start();
const browser = await openBrowser();
try {
  await hub.person("sato", "Example Telecom");
  await hub.serve();
  say(`${servers} findings`);
  const {centre, bundle} = star(400);
  await writeFile(hub.file("star.json"), JSON.stringify(bundle));
  await hub.hub("push", "--quiet", hub.file("star.json"));
  await writeFile(hub.file("findings.jsonl"), Array.from({length: servers}, (_, n) => `${JSON.stringify(finding(n))}\n`).join(""));
  await hub.hub("push", "--quiet", hub.file("findings.jsonl"));

  say("screens");
  const today = await interactive(browser, hub, "/", 'main a[href^="/servers/"]');
  const list = await interactive(browser, hub, "/servers", 'main tr[aria-rowindex] a');
  const {context} = await openContext(browser, hub);
  const page = await signedIn(context, hub, "sato");
  const asked = [];
  for (let run = 0; run < 4 * runs; ++run) {
    asked.push(await page.evaluate(async (n) => {
      const from = performance.now();
      await (await fetch(`/api/v1/servers?q=${encodeURIComponent("clients > 40 and probability > 80%")}&order=-contacts&offset=${n * 500}&limit=100`)).json();
      return performance.now() - from;
    }, run));
  }
  say("scrolling");
  const {frames, bare} = await scrolling(page);
  say("graph");
  const layouts = [];
  for (let run = 0; run < runs; ++run) {
    await page.goto(`/intelligence/objects/${centre.id}?nodes=200&tab=graph`);
    await page.waitForFunction(() => performance.getEntriesByName("graph layout").length > 0);
    layouts.push(...await page.evaluate(() => performance.getEntriesByName("graph layout").map((one) => one.duration)));
  }
  const row = (what, reached, goal) => console.log(`| ${what} | ${reached} | ${goal} |`);
  console.log("| what | reached (median) | goal |\n|---|---:|---:|");
  row(`first screen usable, CPU slowed ${slowed}×`, `${Math.round(median(today))} ms`, "1,000 ms");
  row(`servers' table usable, ${servers.toLocaleString("en")} servers, CPU slowed ${slowed}×`, `${Math.round(median(list))} ms`, "1,000 ms");
  row("a filtered, sorted part of the table, over TLS", `${median(asked).toFixed(1)} ms, p95 ${quantile(asked, 0.95).toFixed(1)} ms`, "–");
  row("frames while scrolling", `${(1000 / median(frames)).toFixed(0)}/s, p95 ${quantile(frames, 0.95).toFixed(1)} ms, ${bare} without rows`, "60/s");
  row("layout of a graph", `${median(layouts).toFixed(0)} ms`, "200 ms");
} finally {
  await browser.close();
  await hub.stop();
}
