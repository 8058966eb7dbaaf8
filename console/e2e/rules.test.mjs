// What protects a signed-in person from other pages: the cookie's flags, requests that another
// page makes, frames, links that were used, and the address one returns to.
import assert from "node:assert/strict";
import {once} from "node:events";
import {createServer} from "node:http";
import {after, before, test} from "node:test";
import {openBrowser, openContext, signedIn} from "./browser.mjs";
import {Hub, password} from "./hub.mjs";

let hub;
let browser;
let stranger;  // a page of somebody else's, on another port

before(async () => {
  hub = await Hub.start();
  await hub.person("sato", "Example Telecom");
  await hub.serve();
  browser = await openBrowser();
  stranger = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>stranger</title><iframe src="${hub.url}/"></iframe>
      <form method="post" action="${hub.url}/api/v1/session"></form>`);
  });
  stranger.listen(0, "127.0.0.1");
  await once(stranger, "listening");
});

after(async () => {
  stranger?.close();
  await browser?.close();
  await hub?.stop();
});

test("The session's cookie is for this host alone, over TLS, out of reach of scripts", async () => {
  const {context} = await openContext(browser, hub);
  const page = await signedIn(context, hub, "sato");
  const [cookie] = await context.cookies(hub.url);
  assert.equal(cookie.name, "__Host-noroshi");
  assert.equal(cookie.secure, true);
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, "Lax");
  assert.equal(cookie.path, "/");
  assert.equal(await page.evaluate(() => document.cookie), "");
  await context.close();
});

test("Another page changes nothing in one's name, and shows nothing in a frame", async () => {
  const {context} = await openContext(browser, hub);
  await signedIn(context, hub, "sato");
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${stranger.address().port}/`);
  const statuses = [];
  page.on("response", (response) => {
    if (response.url().startsWith(`${hub.url}/api`)) statuses.push(response.status());
  });
  await page.evaluate(async (url) => {
    const body = JSON.stringify({name: "theirs", q: "anything"});
    await fetch(`${url}/api/v1/searches`, {method: "POST", credentials: "include", mode: "no-cors", body}).catch(() => {});
    await fetch(`${url}/api/v1/session`, {method: "DELETE", credentials: "include"}).catch(() => {});
  }, hub.url);
  await page.evaluate(() => document.querySelector("form").submit());
  await page.waitForLoadState();
  for (const status of statuses) assert.ok(status === 403 || status === 401 || status === 405, `${status}`);
  assert.ok(statuses.length > 0);

  await page.goto(`http://127.0.0.1:${stranger.address().port}/`);
  const framed = page.frames().find((frame) => frame !== page.mainFrame());
  assert.equal(framed === undefined || !framed.url().startsWith(hub.url), true, "the frame stayed empty");

  const own = await context.newPage();
  await own.goto("/");
  const searches = await own.evaluate(async () => (await fetch("/api/v1/searches")).json());
  assert.deepEqual(searches.items, []);
  await context.close();
});

test("A link signs in once, and leaves no trace in the address", async () => {
  const link = await hub.link("sato");
  const first = await openContext(browser, hub);
  const page = await first.context.newPage();
  await page.goto(link);
  await page.waitForURL((url) => url.pathname === "/");
  assert.equal(new URL(page.url()).hash, "");
  const second = await openContext(browser, hub);
  const again = await second.context.newPage();
  await again.goto(link);
  await again.getByRole("alert").waitFor();
  assert.equal(new URL(again.url()).pathname, "/sign-in");
  assert.equal(new URL(again.url()).hash, "");
  await first.context.close();
  await second.context.close();
});

test("After signing in one returns to where one was, and to no other host", async () => {
  for (const [wanted, reached] of [["/operate?tab=keys", "/operate"], ["//192.0.2.1/", "/"], ["https://192.0.2.1/", "/"], ["/\\192.0.2.1", "/"]]) {
    const {context, assertQuiet} = await openContext(browser, hub);
    const page = await context.newPage();
    await page.goto(`/sign-in?return=${encodeURIComponent(wanted)}`);
    await page.getByLabel(/^account/i).fill("sato");
    await page.getByLabel(/^password/i).fill(password);
    await page.getByRole("button", {name: /^sign in$/i}).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    assert.equal(new URL(page.url()).origin, hub.url);
    assert.equal(new URL(page.url()).pathname, reached);
    assertQuiet();
    await context.close();
  }
});

test("Whoever is not signed in comes to the sign-in, and back", async () => {
  const {context} = await openContext(browser, hub);
  const page = await context.newPage();
  await page.goto("/servers?q=port+%3D+23");
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await page.getByLabel(/^account/i).fill("sato");
  await page.getByLabel(/^password/i).fill(password);
  await page.getByRole("button", {name: /^sign in$/i}).click();
  await page.waitForURL((url) => url.pathname === "/servers" && url.searchParams.get("q") === "port = 23");
  await context.close();
});
