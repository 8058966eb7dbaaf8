// Where the tests go: every screen in a state worth looking at.
import {asked} from "./browser.mjs";

/** Nothing is loading any more, and what was drawn last has been painted.  `rests`: false for a page that shows loading itself. */
export async function settled(page, rests = true) {
  await page.waitForLoadState("load");
  await page.waitForFunction(() => document.querySelector("main h1") !== null);
  if (rests) await page.waitForFunction(() => document.querySelector("main h1") !== null
    && document.querySelector('[aria-busy="true"], .skeleton') === null);
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}

/** Name and path of each screen; ids come from the hub itself. */
export async function visits(page, {findings}) {
  const first = findings[0].subject;
  const {items: servers} = await asked(page, "/api/v1/servers?limit=5");
  const server = servers.find((one) => one.ip === first.ip && one.port === first.port) ?? servers[0];
  const sharing = ["approvals", "releases", "communities", "overlap", "lead-time"];
  const operate = ["users", "keys", "seals", "feeds", "trail", "sensors", "storage", "doctor"];
  return [
    {name: "today", path: "/"},
    {name: "servers", path: "/servers"},
    {name: "servers-none", path: "/servers?q=port+%3D+1"},
    {name: "server", path: `/servers/${server.id}`},
    {name: "flows", path: "/flows"},
    {name: "intelligence", path: "/intelligence"},
    {name: "search", path: "/intelligence?q=198"},
    {name: "object", path: `/intelligence/objects/${server.id}`},
    ...sharing.map((tab) => ({name: `sharing-${tab}`, path: `/sharing?tab=${tab}&days=365`})),
    ...operate.map((tab) => ({name: `operate-${tab}`, path: `/operate?tab=${tab}`})),
    {name: "nowhere", path: "/servers/indicator--00000000-0000-4000-8000-000000000000"},
    {name: "gallery", path: "/gallery", rests: false},  // shows loading, for ever
  ];
}
