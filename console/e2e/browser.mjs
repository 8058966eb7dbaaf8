// Debian's Chromium, and a watch over it: a page that asks any other host, breaks the content
// security policy, throws, or opens a dialog by itself has failed, whatever else it shows.
import assert from "node:assert/strict";
import {chromium} from "playwright-core";

// The browser itself stays on this machine too.
const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-default-apps", "--no-default-browser-check",
];

// Milliseconds; a wait costs nothing when all is well, and the machine may be busy with other tests.
const patience = 120_000;

// NOROSHI_SLOWER=6: pages run as on a machine six times slower, to look for races.
const slower = Number(process.env.NOROSHI_SLOWER ?? 1);
async function slowDown(context, page) {
  if (slower <= 1) return;
  const client = await context.newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", {rate: slower});
}

export async function openBrowser() {
  return chromium.launch({executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: quiet, timeout: patience});
}

/** One person at one browser.  `complaints` grows with whatever must not happen. */
export async function openContext(browser, hub, {language = "en", dark = false, ...more} = {}) {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,  // the hub's own certificate
    locale: language === "ja" ? "ja-JP" : "en-GB",
    timezoneId: "Asia/Tokyo",
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    viewport: {width: 1280, height: 900},
    baseURL: hub.url,
    ...more,
  });
  context.setDefaultTimeout(patience);
  const complaints = [];
  await context.exposeBinding("noroshiComplains", (_source, text) => complaints.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.noroshiComplains(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    const own = url.origin === hub.url || url.protocol === "blob:" || url.protocol === "data:";
    if (!own) complaints.push(`asked ${request.url()}`);
  });
  context.on("page", (page) => {
    slowDown(context, page).catch(() => {});  // a page that closed meanwhile
    page.on("pageerror", (problem) => complaints.push(`threw ${problem.message}`));
    page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("console", (message) => {
      // Chromium writes a line for every refused request; what a refusal shows is tested where it is meant.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
        complaints.push(`console: ${message.text()}`);
      }
    });
  });
  return {context, complaints, assertQuiet: () => assert.deepEqual(complaints, [])};
}

/** Signs in by a one-time link, as `make demo` offers one. */
export async function signedIn(context, hub, name, at = "/") {
  const page = await context.newPage();
  await page.goto(await hub.link(name));
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByRole("main").waitFor();
  if (at !== "/") await page.goto(at);
  return page;
}

/**
 * What the hub's API answers the page's session.  A hub that still reads its servers says 503 and when
 * to ask again (docs/operations/hub-api.md); any other refusal is the test's failure, in its own words.
 */
export async function asked(page, path) {
  for (const end = Date.now() + patience; ;) {
    const answer = await page.evaluate(async (where) => {
      const response = await fetch(where);
      return {status: response.status, again: Number(response.headers.get("Retry-After")), text: await response.text()};
    }, path);
    if (answer.status === 200) return JSON.parse(answer.text);
    assert.ok(answer.status === 503 && answer.again > 0 && Date.now() < end, `${path}: ${answer.status} ${answer.text}`);
    await new Promise((done) => setTimeout(done, answer.again * 1000));
  }
}
