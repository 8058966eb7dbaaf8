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
