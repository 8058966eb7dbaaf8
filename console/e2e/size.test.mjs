// What the first screen costs a browser that has never been here: at most 120 kB, compressed.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {openBrowser, openContext, signedIn} from "./browser.mjs";
import {Hub} from "./hub.mjs";
import {settled} from "./screens.mjs";

const budget = 120_000;  // octets of bodies: HTML, scripts, styles and pictures

let hub;
let browser;
before(async () => {
  hub = await Hub.start();
  await hub.person("sato", "Example Telecom");
  await hub.serve();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await hub?.stop();
});

test("The first route is at most 120 kB gzip", async () => {
  const {context, assertQuiet} = await openContext(browser, hub);
  await signedIn(context, hub, "sato");
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", {cacheDisabled: true});
  const parts = [];
  client.on("Network.responseReceived", ({response}) => {
    if (response.url.includes("/api/")) return;
    parts.push({url: response.url.replace(hub.url, ""), octets: Number(response.headers["content-length"] ?? response.headers["Content-Length"])});
  });
  await page.goto("/");
  await settled(page);
  await page.getByRole("main").locator("svg, canvas").first().waitFor();  // the maps have come
  const sum = parts.reduce((all, one) => all + one.octets, 0);
  for (const one of parts) console.log(`${one.octets} ${one.url}`);
  console.log(`${sum} octets in ${parts.length} files`);
  assert.ok(parts.length > 2);
  assert.ok(sum <= budget, `${sum} octets`);
  assertQuiet();
  await context.close();
});
