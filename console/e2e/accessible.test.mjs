// Every screen, in both languages, light and dark: no violation of WCAG 2.2 AA that axe-core finds,
// every chart with a table twin, and reachable without a mouse.
import assert from "node:assert/strict";
import {createRequire} from "node:module";
import {after, before, test} from "node:test";
import {openBrowser, openContext, signedIn} from "./browser.mjs";
import {settled, visits} from "./screens.mjs";
import {aMorning} from "./world.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let morning;
let browser;
before(async () => {
  morning = await aMorning();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await morning?.hub.stop();
});

/** What axe-core finds against, one line each. */
async function violations(page) {
  if (!await page.evaluate(() => "axe" in globalThis)) {
    // As a debugger would: the page's own policy lets no foreign script in.
    await page.evaluate(await import("node:fs/promises").then((fs) => fs.readFile(axe, "utf8")));
  }
  const found = await page.evaluate(async () => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return found.violations.map((one) => `${one.id}: ${one.help} (${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join("; ")})`);
}

for (const language of ["en", "ja"]) {
  for (const dark of [false, true]) {
    test(`No screen has a violation (${language}, ${dark ? "dark" : "light"})`, async () => {
      const {context, assertQuiet} = await openContext(browser, morning.hub, {language, dark});
      const page = await signedIn(context, morning.hub, "tanaka");
      for (const visit of await visits(page, morning)) {
        await page.goto(visit.path);
        await settled(page, visit.rests);
        assert.deepEqual(await violations(page), [], `${visit.name} (${visit.path})`);
      }
      assertQuiet();
      await context.close();
    });
  }
}

const mostPresses = 3_000;  // of Tab, on one page

/** Goes once round the page by Tab; what was passed over, and what did not show that it has the focus. */
async function roundByTab(page) {
  await page.evaluate(() => {
    const takes = "a[href], button, input, select, textarea, summary, [tabindex]";
    const open = (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}) && !one.closest("[inert]");
    // Of radio buttons that belong together one takes the focus; the arrow keys do the rest.
    const alone = (one) => one.type !== "radio" || one.checked;
    const round = {wanted: [...document.querySelectorAll(takes)].filter((one) => open(one) && alone(one)), reached: new Set(), unseen: []};
    const name = (one) => `${one.tagName} ${one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 40)}`;
    document.addEventListener("focusin", ({target}) => {
      round.reached.add(target);
      const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(target);
      const shown = (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
      if (!shown) round.unseen.push(name(target));
    });
    round.missed = () => round.wanted.filter((one) => one.isConnected && open(one) && !round.reached.has(one)).map(name);
    globalThis.round = round;
    document.activeElement?.blur?.();
  });
  // A list fetches on as the focus goes down: the round ends when what stood there first was reached.
  let presses = 0;
  for (let ended = false; !ended && presses < mostPresses; ++presses) {
    await page.keyboard.press("Tab");
    ended = await page.evaluate(() => globalThis.round.missed().length === 0
      || (document.activeElement === document.body && globalThis.round.reached.size > 0));
  }
  return page.evaluate((trapped) => ({missed: globalThis.round.missed(), unseen: globalThis.round.unseen, trapped}),
    presses >= mostPresses);
}

test("Everything is reached without a mouse, is seen to be, and lets go", async () => {
  const {context, assertQuiet} = await openContext(browser, morning.hub);
  const page = await signedIn(context, morning.hub, "tanaka");
  for (const visit of await visits(page, morning)) {
    await page.goto(visit.path);
    await settled(page, visit.rests);
    assert.deepEqual(await roundByTab(page), {missed: [], unseen: [], trapped: false}, `${visit.name} (${visit.path})`);
  }
  assertQuiet();
  await context.close();
});

test("On paper every screen is its text alone, dark on white", async () => {
  const {context} = await openContext(browser, morning.hub, {dark: true});
  const page = await signedIn(context, morning.hub, "tanaka");
  await page.emulateMedia({media: "print"});
  for (const visit of await visits(page, morning)) {
    await page.goto(visit.path);
    await settled(page, visit.rests);
    assert.equal(await page.locator("header").first().isVisible(), false, `${visit.name}: the header is printed`);
    assert.equal(await page.locator(".no-print").filter({visible: true}).count(), 0, `${visit.name}: what is for the screen is printed`);
    assert.equal(await page.getByRole("main").getByRole("heading", {level: 1}).isVisible(), true, visit.name);
    const colours = await page.evaluate(() => {
      const {color, backgroundColor} = getComputedStyle(document.body);
      return {color, backgroundColor};
    });
    assert.deepEqual(colours, {color: "rgb(0, 0, 0)", backgroundColor: "rgb(255, 255, 255)"}, visit.name);
  }
  await context.close();
});

test("Every chart has a table twin", async () => {
  const {context} = await openContext(browser, morning.hub);
  const page = await signedIn(context, morning.hub, "tanaka");
  let charts = 0;
  for (const visit of await visits(page, morning)) {
    await page.goto(visit.path);
    await settled(page, visit.rests);
    for (const chart of await page.locator("figure").all()) {
      ++charts;
      await chart.getByRole("button", {name: "Table", exact: true}).click();
      await chart.getByRole("table").first().waitFor();
    }
  }
  assert.ok(charts >= 10, `${charts} charts seen`);
  await context.close();
});
