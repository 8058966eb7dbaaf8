// @vitest-environment happy-dom
// The screens drawn from what a real hub answers (tests/golden/api), in both languages.
import { cleanup, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import Today from "@/screens/today";
import { choose } from "@/settings/settings";
import { fakeHub } from "./fake-hub";
import { golden } from "./golden";
import { ServerList } from "./list/list";
import { ServerPage } from "./page/page";

const servers = golden("servers", "/servers");
const server = golden("server", "/servers/{id}");
const story = golden("story", "/servers/{id}/story");
const life = golden("life", "/servers/{id}/life");
const today = golden("today", "/today");
const route = `/servers/${server.row.id}`;

beforeEach(() => {
  navigate("/", { replace: true });
  fakeHub({
    "GET /today": { body: today },
    "GET /sensors": { body: golden("sensors", "/sensors") },
    "GET /servers": { body: servers },
    [`GET ${route}`]: { body: { ...server, can: { ...server.can, story: true } } },
    [`GET ${route}/story`]: { body: story },
    [`GET ${route}/life`]: { body: life },
  });
});
afterEach(cleanup);

/** Nothing that was not written for people. */
function expectReadable(): void {
  expect(document.body.textContent).not.toMatch(/undefined|NaN|Invalid Date|\[object/);
}

describe.each(["en", "ja"] as const)("from a hub's own answers, in %s", (language) => {
  beforeEach(() => choose({ language, zone: language === "ja" ? "JST" : "UTC" }));

  it("the list shows every row", async () => {
    render(<ServerList />);
    const links = (): (string | null)[] => screen.getAllByRole("link", { name: /\/(tcp|udp)$/ }).map((link) => link.textContent);
    await waitFor(() => expect(links()).toEqual(servers.items.map((row) => row.server)));
    expectReadable();
  });

  it("the page of a server shows every term, source, listing and entry of its history", async () => {
    render(<ServerPage id={server.row.id} />);
    expect(await screen.findByRole("heading", { level: 1, name: new RegExp(server.row.server.replaceAll(".", "\\.")) })).toBeTruthy();
    await waitFor(() => expect(document.querySelectorAll("#why .steps tbody tr").length).toBe(server.finding.evidence.length + (server.finding.prior === undefined ? 0 : 1)));
    await waitFor(() => expect(document.querySelectorAll("#history li").length).toBe(server.history.length));
    await waitFor(() => expect(document.querySelectorAll("#opinions li").length).toBe(server.opinions.length));
    await waitFor(() => expect(document.querySelectorAll("#known tbody tr.line").length).toBe(server.listings.length + server.sources.length));
    for (const opinion of server.opinions) expect((await screen.findAllByText(new RegExp(opinion.reason ?? ""))).length).toBeGreaterThan(0);
    expectReadable();
  });

  it("its traffic and its life are drawn", async () => {
    render(<ServerPage id={server.row.id} />);
    await screen.findByRole("figure", { name: language === "ja" ? "フローレコード数の推移" : "Flow records over time" });
    await screen.findByRole("figure", { name: language === "ja" ? "1時間ごとの状態" : "Hour by hour" });
    await waitFor(() => expect(document.querySelectorAll("#contacts figure").length).toBe(story.intervals.length > 0 ? 4 : 3));
    expectReadable();
  });

  it("the front page shows what is burning", async () => {
    render(<Today />);
    await waitFor(() => expect(screen.getAllByRole("link", { name: /\/(tcp|udp)$/ }).length).toBe(Math.min(10, today.servers.length)));
    expectReadable();
  });
});
