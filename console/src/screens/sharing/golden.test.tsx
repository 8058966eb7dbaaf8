// @vitest-environment happy-dom
// What a real hub answered (tests/golden/api), drawn in both languages: nothing of it is left out.
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub } from "@/screens/servers/fake-hub";
import { golden } from "@/screens/servers/golden";
import { session } from "@/session/session";
import { choose, type Language } from "@/settings/settings";
import { nameOf } from "./approvals/checks";
import Sharing from "./index";
import { text } from "./text";

const me = golden("me", "/me");
const approvals = golden("approvals", "/approvals");
const releases = golden("releases", "/releases");
const community = golden("community", "/communities/{name}");
const overlap = golden("overlap", "/programme/overlap");
const leads = golden("lead_time", "/programme/lead-time");

beforeEach(() => {
  session.set({ state: "in", me });
  fakeHub({
    "GET /approvals": { body: approvals },
    "GET /collections": { body: { items: community.collections } },
    // What follows the first page is asked for as soon as its end is in sight.
    "GET /releases": (url) => ({ body: url.searchParams.has("cursor") ? { items: [] } : releases }),
    "GET /communities": { body: { items: [] } },
    [`GET /communities/${community.name}`]: { body: community },
    "GET /programme/overlap": { body: overlap },
    "GET /programme/lead-time": { body: leads },
  });
});
afterEach(cleanup);

function show(tab: string, language: Language): void {
  choose({ language, zone: "JST" });
  navigate(`/sharing?tab=${tab}`, { replace: true });
  render(<Sharing />);
}

describe.each(["en", "ja"] as const)("a hub's own answers, in %s", (language) => {
  it("every contribution that waits is in the queue, its remarks beside it", async () => {
    show("approvals", language);
    for (const item of approvals.items) expect((await screen.findAllByText(nameOf(item.object))).length).toBeGreaterThan(0);
    const first = approvals.items[0];
    for (const remark of first?.remarks ?? []) expect((await screen.findAllByText(remark[language])).length).toBeGreaterThan(0);
    for (const name of first?.audience?.organisations ?? []) expect((await screen.findAllByText(name)).length).toBeGreaterThan(0);
  });
  it("everything that left is listed, with where it stands", async () => {
    show("releases", language);
    for (const one of releases.items) expect((await screen.findAllByText(one.name)).length).toBeGreaterThan(0);
    const state = releases.items[0]?.state ?? "released";
    expect((await screen.findAllByText(text[language].state[state])).length).toBeGreaterThan(0);
  });
  it("every member and every collection of the community", async () => {
    show("communities", language);
    for (const one of community.members) expect((await screen.findAllByText(new RegExp(one.organisation))).length).toBeGreaterThan(0);
    for (const one of community.collections) expect((await screen.findAllByText(new RegExp(one.title))).length).toBeGreaterThan(0);
  });
  it("every organisation of the overlap", async () => {
    show("overlap", language);
    await screen.findByText(text[language].title);
    for (const one of overlap.operators) {
      const shown = one.operator.startsWith("identity--") ? one.operator.slice(10, 18) : one.operator;
      expect((await screen.findAllByText(new RegExp(shown))).length).toBeGreaterThan(0);
    }
  });
  it("every feed of the lead time", async () => {
    show("lead-time", language);
    for (const one of leads.feeds) expect((await screen.findAllByText(one.feed ?? "")).length).toBeGreaterThan(0);
  });
});
