// The analyst's morning, end to end: sign in, find, explain, approve, share, retract, with what each
// of three people sees.  NOROSHI_LANGUAGE chooses the language; the screens that it passes are kept
// as pictures in the build (NOROSHI_BUILD/screens).
import assert from "node:assert/strict";
import {mkdir, writeFile} from "node:fs/promises";
import path from "node:path";
import {after, before, test} from "node:test";
import {openBrowser, openContext} from "./browser.mjs";
import {password} from "./hub.mjs";
import {settled} from "./screens.mjs";
import {words as everyone} from "./words.mjs";
import {aMorning} from "./world.mjs";

const language = process.env.NOROSHI_LANGUAGE ?? "en";
const words = everyone[language];
const pictures = path.join(process.env.NOROSHI_BUILD ?? "build/release", "screens");

let morning;
let browser;
before(async () => {
  await mkdir(pictures, {recursive: true});
  morning = await aMorning();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await morning?.hub.stop();
});

async function picture(page, name) {
  await settled(page);
  await page.screenshot({path: path.join(pictures, `${name}.${language}.png`)});
}

/** A person with a browser of their own, signed in by password. */
async function person(name) {
  const own = await openContext(browser, morning.hub, {language});
  const page = await own.context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel(words.account, {exact: true}).fill(name);
  await page.getByLabel(words.password, {exact: true}).fill(password);
  if (name === "sato") await picture(page, "sign-in");
  await page.getByRole("button", {name: words.signIn, exact: true}).click();
  await page.waitForURL((url) => url.pathname === "/");
  return {...own, page};
}

const found = () => morning.findings[0].subject;
const endpoint = () => `${found().ip}:${found().port}/${found().proto}`;

/** By the filter language, as one does who knows the port. */
async function find(page) {
  await page.goto("/servers");
  const filter = page.getByRole("combobox", {name: words.filter});
  await filter.fill(`port = ${found().port}`);
  await filter.press("Enter");
  await page.waitForURL((url) => (url.searchParams.get("q") ?? "") === `port = ${found().port}`);
  await settled(page);
}

test(`The morning (${language})`, async (t) => {
  const sato = await person("sato");
  let id;

  await t.test("sato sees what is new", async () => {
    await settled(sato.page);
    await sato.page.getByRole("main").getByText(endpoint()).first().waitFor();
    await picture(sato.page, "today");
  });

  await t.test("hears of a new one while the page is open", async () => {
    const {page} = sato;
    await page.locator(".live.live").waitFor();  // the hub's events have come in
    await page.evaluate(() => { globalThis.notLoadedAnew = true; });
    const later = {...morning.findings[0], subject: {...found(), ip: "198.51.100.77"}};
    await writeFile(morning.hub.file("later.jsonl"), `${JSON.stringify(later)}\n`);
    await morning.hub.hub("push", "--quiet", morning.hub.file("later.jsonl"));
    await page.locator(".news-line").getByRole("button").click();
    await page.getByRole("main").getByRole("link", {name: "198.51.100.77"}).first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.notLoadedAnew), true);
  });

  await t.test("finds a server by a filter, with completion", async () => {
    await sato.page.goto("/servers");
    await picture(sato.page, "servers");
    const filter = sato.page.getByRole("combobox", {name: words.filter});
    await filter.pressSequentially("proba");
    await sato.page.getByRole("option", {name: /probability/}).first().waitFor();
    await filter.fill("");
    await find(sato.page);
    await sato.page.getByRole("link", {name: endpoint()}).click();
    await sato.page.waitForURL((url) => url.pathname.startsWith("/servers/indicator--"));
    id = new URL(sato.page.url()).pathname.split("/").pop();
  });

  await t.test("reads why it is believed, in counts and as a table", async () => {
    await settled(sato.page);
    const why = sato.page.getByRole("region", {name: words.why});
    // What weighs nothing is named below the table.
    const evidence = morning.findings[0].evidence.filter((one) => Math.abs(one.weight) >= 0.005);
    await why.getByRole("button", {name: words.table, exact: true}).first().click();
    await why.getByRole("table").first().waitFor();
    const rows = await why.getByRole("table").first().getByRole("row").count();
    assert.ok(rows >= evidence.length, `${rows} rows for ${evidence.length} reasons`);
    await why.getByRole("button", {name: words.graph, exact: true}).first().click();
    await sato.page.evaluate(() => scrollTo(0, 0));
    await picture(sato.page, "server");
  });

  await t.test("confirms it, watches it, and asks for its release", async () => {
    // What says so goes away by itself: it is looked for from before the click.
    await Promise.all([
      sato.page.getByText(words.confirmed).first().waitFor(),
      sato.page.getByRole("button", {name: words.confirm}).click(),
    ]);
    await sato.page.getByRole("button", {name: words.watch}).click();
    await sato.page.getByRole("button", {name: words.watched}).waitFor();
    await sato.page.getByRole("button", {name: words.requestRelease}).click();
    const dialog = sato.page.getByRole("dialog");
    const select = dialog.getByLabel(words.collection);
    await select.selectOption({label: await select.locator("option", {hasText: "C&C servers"}).innerText()});
    await dialog.getByRole("button", {name: words.sendRequest}).click();
    await dialog.getByText(words.wait).waitFor();
    await sato.page.keyboard.press("Escape");
  });

  const suzuki = await person("suzuki");
  await t.test("nobody outside sees it yet", async () => {
    await suzuki.page.goto(`/servers/${id}`);
    await settled(suzuki.page);
    assert.equal(await suzuki.page.getByRole("main").getByText(endpoint()).count(), 0);
  });

  const tanaka = await person("tanaka");
  await t.test("tanaka reads the check-list and releases", async () => {
    await tanaka.page.goto("/sharing?tab=approvals");
    await settled(tanaka.page);
    await picture(tanaka.page, "approvals");
    // What the check-list has nothing against goes together; the rest one by one, with a reason.
    const all = tanaka.page.getByRole("button", {name: words.selectAll});
    await all.waitFor();
    if (await all.isEnabled()) {
      await all.click();
      await tanaka.page.getByRole("button", {name: words.releaseChosen}).click();
      await tanaka.page.getByRole("dialog").getByRole("button", {name: words.releaseAct}).click();
      await tanaka.page.getByRole("dialog").waitFor({state: "detached"});
    }
    const queue = async () => (await (await tanaka.page.request.get("/api/v1/approvals?limit=1000")).json()).items;
    for (let left = await queue(); left.length > 0; left = await queue()) {
      await tanaka.page.goto("/sharing?tab=approvals");
      await settled(tanaka.page);
      await tanaka.page.locator(".approval-item").getByRole("button", {name: words.release}).first().click();
      const dialog = tanaka.page.getByRole("dialog");
      await dialog.getByRole("button", {name: words.releaseAct}).waitFor();
      const reason = dialog.getByLabel(words.reason);
      if (await reason.count() > 0) await reason.fill("nobody but ourselves is named in it");
      await dialog.getByRole("button", {name: words.releaseAct}).click();
      await dialog.waitFor({state: "detached"});
    }
    assert.deepEqual(await queue(), []);
    await tanaka.page.goto("/sharing?tab=releases");
    await picture(tanaka.page, "releases");
  });

  await t.test("the partner sees it now, with the same reasons", async () => {
    await suzuki.page.goto(`/servers/${id}`);
    await settled(suzuki.page);
    await suzuki.page.getByRole("main").getByText(endpoint()).first().waitFor();
    await suzuki.page.getByRole("region", {name: words.why}).waitFor();
    await suzuki.page.goto(`/intelligence/objects/${id}`);
    await picture(suzuki.page, "object");
  });

  await t.test("who sealed it stands there before anybody decides, and since when", async () => {
    await tanaka.page.goto(`/servers/${id}#seals`);
    await settled(tanaka.page);
    const seals = tanaka.page.getByRole("region", {name: words.sealedBy});
    await seals.getByText("Example Telecom", {exact: true}).first().waitFor();
    await seals.getByText(/7000012050002/).first().waitFor();
    await suzuki.page.goto(`/servers/${id}`);
    await settled(suzuki.page);
    await suzuki.page.getByText(words.notSealed).waitFor();  // by another desk's seal: not hers to know
  });

  await t.test("tanaka approves seals that sato asked for, and sees every use", async () => {
    await tanaka.page.goto("/operate?tab=seals");
    await picture(tanaka.page, "seals");
    await tanaka.page.getByRole("button", {name: words.approveSeals}).click();
    await tanaka.page.getByRole("dialog").getByRole("button", {name: words.approveSealsAct, exact: true}).click();
    await tanaka.page.getByRole("dialog").waitFor({state: "detached"});
    await tanaka.page.getByText(words.nothingToSeal).waitFor();
  });

  await t.test("it is taken back, and the partner sees it no longer", async () => {
    await tanaka.page.goto(`/servers/${id}`);
    await settled(tanaka.page);
    await tanaka.page.getByRole("button", {name: words.more, exact: true}).click();
    await tanaka.page.getByRole("menuitem", {name: words.retract}).click();
    await tanaka.page.getByRole("dialog").getByRole("button", {name: words.retract}).click();
    await tanaka.page.getByRole("dialog").waitFor({state: "detached"});
    await suzuki.page.goto(`/servers/${id}`);
    await settled(suzuki.page);
    assert.equal(await suzuki.page.getByRole("main").getByText(endpoint()).count(), 0);
  });

  await t.test("the other screens have something to show", async () => {
    for (const [name, to] of [["flows", "/flows"], ["intelligence", "/intelligence?q=198"], ["overlap", "/sharing?tab=overlap&days=365"], ["lead-time", "/sharing?tab=lead-time"]]) {
      await tanaka.page.goto(to);
      await picture(tanaka.page, name);
      await tanaka.page.getByRole("main").locator("table, [role=table], [role=grid], figure").first().waitFor();
    }
  });

  for (const one of [sato, suzuki, tanaka]) {
    one.assertQuiet();
    await one.context.close();
  }
});
