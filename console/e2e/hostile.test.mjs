// Markup and script in every displayed field of STIX objects, findings, flows' exporters, names of
// people and places: shown as text, and nothing else happens.
import assert from "node:assert/strict";
import {mkdir, writeFile} from "node:fs/promises";
import {after, before, test} from "node:test";
import {asked, openBrowser, openContext, signedIn} from "./browser.mjs";
import {hostileFindings, hostileObjects, payloads} from "./hostile.mjs";
import {Hub, password} from "./hub.mjs";
import {aSealKey, aSealRequest, sealSettings} from "./seals.mjs";
import {settled} from "./screens.mjs";

let hub;
let browser;
const objects = hostileObjects();

before(async () => {
  hub = await Hub.start((own) => `
[console]
places = ["${own.file("places.csv")}"]

[flows]
config = "${own.file("noroshi.toml")}"
organisation = "Example Telecom"
${sealSettings(own)}`);
  await aSealKey(hub);
  await aCollector();
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
  await writeFile(hub.file("places.csv"), `prefix,country,network\n203.0.113.0/24,NL,${quoted(payloads[0])}\n`);
  await writeFile(hub.file("bundle.json"), JSON.stringify({type: "bundle", id: "bundle--00000000-0000-4000-8000-0000000000ff", objects}));
  await writeFile(hub.file("findings.jsonl"), hostileFindings().map((one) => `${JSON.stringify(one)}\n`).join(""));
  await hub.hub("organisation", "add", payloads[2]);
  await hub.hub("community", "add", "isac", "--title", payloads[3]);
  await hub.hub("collection", "add", payloads[9], "--community", "isac", "--alias", "cc");
  await hub.person("sato", "Example Telecom", "--member", "isac:steward", "--operator");
  await hub.person("eve", payloads[2], "--member", "isac:contributor");
  await writeFile(hub.file("eve.key"), await hub.hub("key", "add", "eve", "--scope", "read", "--scope", "write"), {mode: 0o600});
  await hub.serve();
  await hub.person("abe", "Example Telecom");
  for (const text of payloads) await aSealRequest(hub, "abe", text.slice(0, 400));
  for (const file of ["bundle.json", "findings.jsonl"]) {
    await hub.hub("push", "--quiet", hub.file(file));
    await hub.noroshi("hub", "push", "--quiet", "--hub", hub.url, "--key-file", hub.file("eve.key"),
                      "--ca", hub.file("hub/hub.crt"), "--collection", "cc", hub.file(file));
  }
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** A collector whose exporters were named by somebody hostile, with a little traffic of them. */
async function aCollector() {
  const example = await hub.noroshi("flow", "collect", "--example-config");
  await writeFile(hub.file("noroshi.toml"), example
    .replace(/^#?state = .*$/m, `state = ${JSON.stringify(hub.file("state"))}`)
    .replace('name = "core-1"', `name = ${JSON.stringify(payloads[2])}`));
  await mkdir(hub.file("state"));
  const now = new Date().toISOString();
  const exporters = payloads.map((name, number) => ({number, address: `192.0.2.${number + 1}`, name, first_seen: now}));
  await writeFile(hub.file("state/exporters.json"), JSON.stringify({format: "noroshi-exporters", version: 1, exporters}));
  await writeFile(hub.file("state/health.json"), JSON.stringify({
    format: "noroshi-health", version: 1, noroshi: payloads[0], started: now, now, stopped: false, exact: true, listeners: [], strangers: [],
    exporters: exporters.map((one) => ({...one, protocols: payloads[2], last_seen: now, records_per_second: 1, decoding: {}})),
    store: {what: payloads[4], failing: true, problem: payloads[5], failures: 3},
  }));
  await hub.noroshi("lab", "traffic", "--subscribers", "50", "--family", "none", "--out", hub.file("day.ipfix"), "--quiet");
  await hub.noroshi("flow", "import", "--config", hub.file("noroshi.toml"), "--quiet", hub.file("day.ipfix"));
}

/** What a careless reader would do: point at everything, focus everything. */
async function touch(page) {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("main *")) {
      one.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
      if (one instanceof HTMLElement && one.tabIndex >= 0) one.focus();
    }
  });
}

for (const language of ["en", "ja"]) {
  test(`Hostile texts are inert on every screen (${language})`, async () => {
    const {context, assertQuiet} = await openContext(browser, hub, {language});
    const page = await signedIn(context, hub, "sato");
    await page.evaluate(async (texts) => {
      const {csrf_token: token} = await (await fetch("/api/v1/me")).json();
      for (const text of texts.slice(0, 5)) {
        await fetch("/api/v1/searches", {method: "POST", headers: {"Content-Type": "application/json", "X-CSRF-Token": token}, body: JSON.stringify({name: text, q: text})});
      }
    }, payloads);
    const {items: servers} = await asked(page, "/api/v1/servers?limit=100");
    assert.ok(servers.length >= payloads.length);
    const paths = [
      "/", "/servers", ...servers.map((one) => `/servers/${one.id}`),
      "/intelligence", "/intelligence?q=noroshiComplains", ...payloads.slice(0, 8).map((text) => `/intelligence?q=${encodeURIComponent(text)}`),
      ...objects.map((one) => `/intelligence/objects/${one.id}`),
      ...["approvals", "releases", "communities", "overlap", "lead-time"].map((tab) => `/sharing?tab=${tab}`),
      ...["users", "keys", "seals", "feeds", "trail", "sensors", "storage", "doctor"].map((tab) => `/operate?tab=${tab}`),
      "/flows?by=exporter&split=exporter&show=flows", "/flows?split=service",
      ...payloads.slice(0, 8).map((text) => `/flows?filter=${encodeURIComponent(text)}`),
      ...payloads.slice(0, 8).map((text) => `/servers?q=${encodeURIComponent(text)}`),
      ...payloads.slice(0, 4).map((text) => `/sign-in?return=${encodeURIComponent(text)}`),
    ];
    for (const path of paths) {
      await page.goto(path);
      await settled(page).catch((problem) => { throw new Error(`${path}: ${problem.message}`); });
      await touch(page);
      assertQuiet();
    }
    // They were there to be seen.
    await page.goto("/operate?tab=seals");
    await settled(page);
    assert.match(await page.locator("main").innerText(), /noroshiComplains/);
    await page.goto("/operate?tab=sensors");
    await settled(page);
    assert.match(await page.locator("main").innerText(), /noroshiComplains/);
    await page.goto(`/intelligence/objects/${objects.find((one) => one.type === "campaign").id}`);
    await settled(page);
    assert.match(await page.locator("main").innerText(), /noroshiComplains/);
    await context.close();
  });
}

test("A wrong name at the door is shown in the trail as text", async () => {
  const {context, assertQuiet} = await openContext(browser, hub);
  const stranger = await context.newPage();
  await stranger.goto("/sign-in");
  await stranger.getByLabel(/^account/i).fill(payloads[0]);
  await stranger.getByLabel(/^password/i).fill(password);
  await stranger.getByRole("button", {name: /^sign in$/i}).click();
  await stranger.getByRole("alert").waitFor();
  const page = await signedIn(context, hub, "sato");
  await page.goto("/operate?tab=trail");
  await settled(page);
  await touch(page);
  assertQuiet();
  await context.close();
});
