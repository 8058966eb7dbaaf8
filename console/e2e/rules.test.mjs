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
      <form method="post" action="${hub.url}/api/v1/session" enctype="text/plain"></form>`);
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

const strangersPage = () => `http://127.0.0.1:${stranger.address().port}/`;

/** What the hub answered to the request that `act` makes of it. */
async function answerTo(page, method, path, act) {
  const wanted = (response) => response.request().method() === method && response.url() === `${hub.url}${path}`;
  const [response] = await Promise.all([page.waitForResponse(wanted), act()]);
  return response.status();
}

test("Another page changes nothing in one's name", async () => {
  const {context} = await openContext(browser, hub);
  const own = await signedIn(context, hub, "sato");
  const [before] = await context.cookies(hub.url);
  const page = await context.newPage();
  await page.goto(strangersPage());

  const posted = await answerTo(page, "POST", "/api/v1/searches", () => page.evaluate(async (url) => {
    const body = JSON.stringify({name: "theirs", q: "anything"});
    await fetch(`${url}/api/v1/searches`, {method: "POST", credentials: "include", mode: "no-cors", body});
  }, hub.url));
  assert.ok([401, 403].includes(posted), `a fetch from elsewhere was answered ${posted}`);

  const deleted = await page.evaluate((url) => fetch(`${url}/api/v1/session`, {method: "DELETE", credentials: "include"})
    .then((response) => `answered ${response.status}`, () => "kept from asking"), hub.url);
  assert.equal(deleted, "kept from asking");

  // A form whose text is JSON, with a password that is right: nobody is signed in by a page of somebody else's.
  const sent = await answerTo(page, "POST", "/api/v1/session", () => page.evaluate((secret) => {
    const form = document.querySelector("form");
    const field = form.appendChild(document.createElement("input"));
    field.name = `{"account":"sato","password":"${secret}","rest":"`;
    field.value = '"}';
    form.submit();
  }, password));
  assert.ok([400, 401, 403, 415].includes(sent), `a form from elsewhere was answered ${sent}`);
  const [after] = await context.cookies(hub.url);
  assert.equal(after.value, before.value);

  const [me, searches] = await own.evaluate(() => Promise.all(["/api/v1/me", "/api/v1/searches"].map(async (path) => {
    const response = await fetch(path);
    return {status: response.status, body: await response.json()};
  })));
  assert.deepEqual([me.status, me.body.name], [200, "sato"], "the session is there as before");
  assert.deepEqual(searches.body.items, []);
  await context.close();
});

test("Another page shows nothing in a frame", async () => {
  const {context} = await openContext(browser, hub);
  await signedIn(context, hub, "sato");
  const page = await context.newPage();
  const [refused] = await Promise.all([
    page.waitForEvent("requestfailed", (request) => request.url() === `${hub.url}/`),
    page.goto(strangersPage()),
  ]);
  assert.match(refused.failure().errorText, /BLOCKED_BY_RESPONSE/);
  for (const frame of page.mainFrame().childFrames()) assert.ok(!frame.url().startsWith(hub.url), frame.url());
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
