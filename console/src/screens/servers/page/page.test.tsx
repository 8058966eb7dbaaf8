// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { choose } from "@/settings/settings";
import { fakeHub, problem, type FakeHub } from "../fake-hub";
import { sampleRow, sampleServer } from "../samples";
import { flowsHref } from "./actions";
import { findHref } from "./find";
import { wordOf } from "./history";
import { sourceName } from "./known";
import { ServerPage } from "./page";
import { asked, lifeRange } from "./range";

const server = sampleServer();
const { id } = server.row;
const route = `/servers/${id}`;

let hub: FakeHub;
beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  navigate(route, { replace: true });
  hub = fakeHub({ [`GET ${route}`]: { body: server } });
});
afterEach(cleanup);

const show = (): void => void render(<ServerPage id={id} />);

describe("the page of a server", () => {
  it("says how likely it is one, in per cent and in words, and why", async () => {
    show();
    expect(await screen.findByText(/probability 98\.7 % \(almost certain\)/)).toBeTruthy();
    expect((await screen.findAllByText("+11.00")).length).toBeGreaterThan(0);
    expect((await screen.findAllByText("−6.00")).length).toBeGreaterThan(0);
    expect(await screen.findByText(/adding nothing: Gathering at a rare port/)).toBeTruthy();
  });
  it("shows what speaks against it as such", async () => {
    show();
    const against = await screen.findByRole("region", { name: "What speaks against it" });
    await waitFor(() => expect(against.textContent).toContain("a popular service"));
    await waitFor(() => expect(against.textContent).toContain("12 of 1999 clients talk to it"));
  });
  it("tells everything in Japanese", async () => {
    choose({ language: "ja", zone: "JST" });
    show();
    expect((await screen.findAllByText(/5分ごとに接続/)).length).toBeGreaterThan(0);
    expect(await screen.findByText("利用者の多いサービス")).toBeTruthy();
    expect(await screen.findByRole("heading", { name: "判定の根拠" })).toBeTruthy();
  });
  it("confirms, and shows what the hub answered", async () => {
    const confirmed = sampleServer({ row: sampleRow({ status: "confirmed" }) });
    hub.answer(`PUT ${route}/verdict`, { body: confirmed });
    show();
    fireEvent.click(await screen.findByRole("button", { name: "Confirm" }));
    expect(await screen.findByText("confirmed")).toBeTruthy();
    expect(hub.asked).toContain(`PUT ${route}/verdict {"verdict":"confirmed"}`);
  });
  it("shows nothing as done that the hub refused", async () => {
    hub.answer(`PUT ${route}/verdict`, problem(403));
    show();
    const confirm = await screen.findByRole("button", { name: "Confirm" });
    fireEvent.click(confirm);
    await waitFor(() => expect(hub.asked.length).toBe(2));
    await waitFor(() => expect(confirm.getAttribute("aria-busy")).toBeNull());
    expect(screen.queryByText("confirmed")).toBeNull();
  });
  it("rejects with a reason and not without", async () => {
    hub.answer(`PUT ${route}/verdict`, { body: sampleServer({ row: sampleRow({ status: "rejected" }) }) });
    show();
    fireEvent.click(await screen.findByRole("button", { name: "Reject…" }));
    const act = await screen.findByRole("button", { name: "Reject", hidden: true });
    fireEvent.submit(act.closest("form")!);
    expect(await screen.findByText("A rejection needs its reason.")).toBeTruthy();
    expect(hub.asked.some((one) => one.startsWith("PUT"))).toBe(false);
    fireEvent.input(await screen.findByRole("textbox", { name: /Reason/, hidden: true }), { target: { value: " our own monitoring " } });
    fireEvent.submit(act.closest("form")!);
    expect(await screen.findByText("rejected")).toBeTruthy();
    expect(hub.asked).toContain(`PUT ${route}/verdict {"verdict":"rejected","reason":"our own monitoring"}`);
  });
  it("requests a release and says what was held", async () => {
    hub.answer(`POST ${route}/release`, { body: { added: 3, confirmed: 0, known: 1, held: 3, refused: [], warnings: [] } });
    show();
    fireEvent.click(await screen.findByRole("button", { name: "Request release…" }));
    fireEvent.submit((await screen.findByRole("button", { name: "Request release", hidden: true })).closest("form")!);
    expect(await screen.findByText("3 objects wait for approval; nobody else sees them yet.")).toBeTruthy();
    expect(await screen.findByText("1 were there already.")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("To Sharing").getAttribute("href")).toBe("/sharing"));
  });
  it("offers only what the account may do", async () => {
    hub.answer(`GET ${route}`, { body: sampleServer({ can: { judge: false, watch: false, release: [], retract: false, story: false } }) });
    show();
    expect(await screen.findByRole("button", { name: /More/ })).toBeTruthy();
    for (const name of ["Confirm", "Reject…", "Request release…", "Watch"]) expect(screen.queryByRole("button", { name })).toBeNull();
  });
  it("says what setting gives traffic where there is none, and asks for none", async () => {
    show();
    expect(await screen.findByText(/\[flows\]/)).toBeTruthy();
    expect(hub.asked.filter((one) => /story|life/.test(one))).toEqual([]);
  });
  it("says that a server is gone, and leads back", async () => {
    hub.answer(`GET ${route}`, problem(404));
    show();
    expect((await screen.findByRole("link", { name: "To the list of servers" })).getAttribute("href")).toBe("/servers");
  });
  it("shows attackers' texts as texts", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    hub.answer(`GET ${route}`, {
      body: sampleServer({
        row: sampleRow({ server: hostile }),
        opinions: [{ organisation: hostile, verdict: "rejected", reason: hostile, at: "2026-01-14T00:00:00.000Z" }],
        history: [{ at: "2026-01-14T00:00:00.000Z", what: "verdict", who: hostile, text: hostile }],
      }),
    });
    show();
    expect((await screen.findAllByText(hostile)).length).toBeGreaterThan(2);
    expect(document.querySelector("img[src=x]")).toBeNull();
  });
});

describe("traffic of a server", () => {
  const story = {
    from: "2026-01-13T15:00:00.000Z", to: "2026-01-14T15:00:00.000Z", kept_from: "2026-01-13T00:00:00.000Z", kept_to: "2026-01-14T15:00:00.000Z",
    bucket_seconds: 300, points: [{ at: "2026-01-13T15:00:00.000Z", contacts: 2, sent: 100, received: 200, clients: null }],
    intervals: [{ low_seconds: 200, high_seconds: 400, count: 9 }], period_seconds: 300,
  };
  const life = { from: story.kept_from, to: story.kept_to, exposure: "files", clients_compared: false, campaigns: [] };
  beforeEach(() => {
    hub.answer(`GET ${route}`, { body: sampleServer({ can: { ...server.can, story: true } }) });
    hub.answer(`GET ${route}/story`, { body: story });
    hub.answer(`GET ${route}/life`, { body: life });
  });
  it("is asked for the range of the address", async () => {
    navigate(`${route}?from=2026-01-14T00:00:00Z&to=2026-01-14T06:00:00Z`, { replace: true });
    show();
    await waitFor(() => expect(hub.asked).toContain(`GET ${route}/story?from=2026-01-14T00:00:00.000Z&to=2026-01-14T06:00:00.000Z`));
    expect(await screen.findByText(/2 flow records; clients sent 100.B, the server 200.B/)).toBeTruthy();
  });
  it("leads back from a time of which nothing is kept", async () => {
    hub.answer(`GET ${route}/story`, problem(404));
    navigate(`${route}?from=2020-01-14T00:00:00Z&to=2020-01-15T00:00:00Z`, { replace: true });
    show();
    expect(await screen.findByText("Nothing kept of this time")).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: "Whole day" }));
    expect(location.search).toBe("");
  });
  it("says that the server was not seen in that time", async () => {
    show();
    expect(await screen.findByText("Not seen in this time")).toBeTruthy();
    await waitFor(() => expect(hub.asked).toContain(`GET ${route}/life?from=2026-01-13T00:00:00.000Z&to=2026-01-14T15:00:00.000Z`));
  });
  it("compares clients for a purpose that was said, and only then", async () => {
    show();
    const purpose = await screen.findByLabelText(/Purpose/);
    fireEvent.input(purpose, { target: { value: "short" } });
    fireEvent.submit(purpose.closest("form")!);
    expect(await screen.findByText("At least 8 characters.")).toBeTruthy();
    expect(hub.asked.some((one) => one.includes("purpose="))).toBe(false);
    fireEvent.input(purpose, { target: { value: "case 26-014, Example Rail" } });
    fireEvent.submit(purpose.closest("form")!);
    await waitFor(() => expect(hub.asked.some((one) => one.includes("purpose=case 26-014, Example Rail"))).toBe(true));
    expect(location.search).not.toContain("purpose");
  });
});

describe("sources", () => {
  const me = { identity: "identity--a", organisation: "Example Telecom" };
  it("name the own organisation, and others as the hub does", () => {
    expect(sourceName("a", me)).toBe("Example Telecom");
    expect(sourceName("identity--a", me)).toBe("Example Telecom");
    expect(sourceName("organisation-7f3a", me)).toBe("organisation-7f3a");
    expect(sourceName("a", undefined)).toBe("a");
  });
});

describe("history", () => {
  const at = "2026-01-14T00:00:00.000Z";
  it("tells a verdict from its reason", () => {
    expect(wordOf({ at, what: "verdict", text: "rejected: a game server: ours" })).toEqual({ verdict: "rejected", rest: "a game server: ours" });
    expect(wordOf({ at, what: "verdict", text: "confirmed" })).toEqual({ verdict: "confirmed", rest: "" });
    expect(wordOf({ at, what: "retracted", text: "expired" })).toEqual({ end: "expired", rest: "" });
  });
  it("keeps what it does not know as it came", () => {
    expect(wordOf({ at, what: "watched", text: "confirmed: no verdict" })).toEqual({ rest: "confirmed: no verdict" });
    expect(wordOf({ at, what: "version" })).toEqual({ rest: "" });
  });
});

describe("addresses", () => {
  it("lead to the flows of a server", () => {
    const filter = new URLSearchParams(flowsHref(sampleRow()).split("?")[1]).get("filter");
    expect(filter).toBe("ip 203.0.113.7 and port 6667 and proto tcp");
  });
  it("lead to a server that is known by its endpoint", () => {
    const q = (endpoint: string): string | null => new URLSearchParams(findHref(endpoint).split("?")[1]).get("q");
    expect(q("203.0.113.8:6667/tcp")).toBe("ip 203.0.113.8 and port 6667 and proto tcp");
    expect(q("[2001:db8::1]:443/udp")).toBe("ip 2001:db8::1 and port 443 and proto udp");
    expect(q('odd "one"')).toBe('text "odd \\"one\\""');
  });
  it("ask for no more than is kept", () => {
    const kept = { kept_from: "2026-01-10T00:00:00.000Z", kept_to: "2026-01-14T00:00:00.000Z" };
    expect(lifeRange(kept, 7).from).toBe(kept.kept_from);
    expect(lifeRange(kept, 1).from).toBe("2026-01-13T00:00:00.000Z");
    expect(asked({ from: null, to: null })).toEqual({});
  });
});
