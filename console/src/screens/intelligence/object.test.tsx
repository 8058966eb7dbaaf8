// @vitest-environment happy-dom
// The page of one object: readable for people, inert whatever it holds, and nothing of it left out.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import Intelligence from "./index";
import { around, collections, kIndicator, kLimits, kMaker, kMalware, known, limits, me, sampleHit, versions } from "./samples";

let hub: FakeHub;
const path = `/objects/${kIndicator}`;

beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  session.set({ state: "in", me });
  hub = fakeHub({
    "GET /collections": { body: collections },
    [`GET ${path}`]: { body: known },
    [`GET /objects/${kLimits}`]: { body: limits },
    [`GET /objects/${kMaker}`]: { body: { ...known, id: kMaker, type: "identity", name: "ESET" } },
    [`GET ${path}/versions`]: { body: versions },
    [`GET ${path}/graph`]: { body: around },
    [`GET ${path}/neighbours`]: { body: { items: [sampleHit({ id: kMalware, type: "malware", name: "Mirai" })], visible: 1, capped: false } },
  });
});
afterEach(() => {
  cleanup();
  session.set({ state: "asking" });
});

function open(search = "", id = kIndicator): ReturnType<typeof render> {
  navigate(`/intelligence/objects/${id}${search}`, { replace: true });
  return render(<Intelligence rest={["objects", id]} />);
}

describe("an object", () => {
  it("says what it is, how sure, and where it may go, in words", async () => {
    open();
    expect(await screen.findByRole("heading", { level: 1, name: "Loader at hxxps://evil[.]example/load" })).toBeTruthy();
    expect(await screen.findByText("80 / 100")).toBeTruthy();
    expect(await screen.findByText(/For the own organisation and its clients/)).toBeTruthy();
    expect(await screen.findByText("Kanto, Okinawa")).toBeTruthy();
    expect(await screen.findByText("May be passed on 2 times")).toBeTruthy();
  });
  it("says who said it, with the Admiralty code in words, others by no name", async () => {
    open();
    expect(await screen.findByText("Example Telecom (your organisation)")).toBeTruthy();
    expect(await screen.findByText(/usually reliable/)).toBeTruthy();
    expect(await screen.findByText(/probably true/)).toBeTruthy();
    expect(await screen.findByText("A member (under a pseudonym)")).toBeTruthy();
  });
  it("shows every property, unknown ones by their own name", async () => {
    open();
    expect(await screen.findByText("x_own_thing")).toBeTruthy();
    expect(await screen.findByText("er")).toBeTruthy();
    expect(await screen.findByText("7")).toBeTruthy();
    expect(await screen.findByText("[url:value = 'hxxps://evil[.]example/load']")).toBeTruthy();
    expect((await screen.findByRole("link", { name: /ESET/ })).getAttribute("href")).toBe(`/intelligence/objects/${kMaker}`);
  });
  it("is inert: no element, no link to outside, no hidden character", async () => {
    const { container } = open();
    expect(await screen.findByText(/<img src=x onerror=alert\(1\)>/)).toBeTruthy();
    expect(container.querySelectorAll("img, iframe, script, [onerror]").length).toBe(0);
    const outside = [...container.querySelectorAll("a[href]")].filter((link) => !link.getAttribute("href")?.startsWith("/"));
    expect(outside).toEqual([]);
    expect(await screen.findByText("U+202E")).toBeTruthy();
    expect(container.textContent).not.toContain("\u202E");
    expect(container.innerHTML).not.toContain("https://evil.example");
  });
  it("shows times by the clock of the header", async () => {
    open();
    expect((await screen.findAllByText("2026-01-02 00:00 UTC")).length).toBeGreaterThan(0);
    choose({ zone: "JST" });
    expect((await screen.findAllByText("2026-01-02 09:00 JST")).length).toBeGreaterThan(0);
  });
});

describe("its versions", () => {
  it("are compared by property: the last two, unless others are chosen", async () => {
    open("?tab=versions");
    const table = await screen.findByRole("region", { name: "Changed properties" });
    const lines = (): (string | null)[] => within(table).getAllByRole("row").slice(1).map((row) => row.textContent);
    await waitFor(() =>
      expect(lines()).toEqual([
        expect.stringMatching(/confidence.*removed.*40/),
        expect.stringMatching(/labels.*removed.*a/),
        expect.stringMatching(/labels.*added.*c/),
        expect.stringMatching(/name.*changed.*Loader.*Loader of Mirai/),
      ]),
    );
    fireEvent.change(await screen.findByLabelText("Older"), { target: { value: "2026-01-02T00:00:00.000Z" } });
    expect(await screen.findByText("These two versions are equal.")).toBeTruthy();
  });
  it("are not compared where there is one", async () => {
    hub.answer(`GET ${path}/versions`, { body: { items: versions.items.slice(0, 1) } });
    open("?tab=versions");
    expect(await screen.findByText(/There is one version/)).toBeTruthy();
  });
});

describe("what stands around it", () => {
  it("is drawn, listed, and says how many a group stands for", async () => {
    open("?tab=graph");
    expect(await screen.findByText(/\+ 312 × Indicator/)).toBeTruthy();
    expect(await screen.findByRole("link", { name: "Mirai (Malware)" })).toBeTruthy();
    expect(await screen.findByRole("heading", { name: /Neighbours/ })).toBeTruthy();
  });
  it("is said to be nothing where it is", async () => {
    hub.answer(`GET ${path}/graph`, { body: { nodes: around.nodes.slice(0, 1), edges: [], whole: true } });
    hub.answer(`GET ${path}/neighbours`, { body: { items: [], visible: 0, capped: false } });
    open("?tab=graph");
    expect(await screen.findByText(/Nothing refers to this object/)).toBeTruthy();
    expect(await screen.findByText("None that you may see.")).toBeTruthy();
  });
  it("asks as many steps as are wanted", async () => {
    open("?tab=graph&steps=3");
    await waitFor(() => expect(hub.asked.some((line) => line.startsWith(`GET ${path}/graph?depth=3`))).toBe(true));
  });
});

describe("what can be done", () => {
  it("is taken back only after a question, and the hub's refusal is said", async () => {
    hub.answer(`POST ${path}/retract`, { body: { retracted: 2 } });
    open();
    fireEvent.click(await screen.findByRole("button", { name: "Retract" }));
    expect(hub.asked.some((line) => line.startsWith("POST"))).toBe(false);
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(await within(dialog).findByRole("button", { name: "Retract" }));
    await waitFor(() => expect(hub.asked).toContain(`POST ${path}/retract`));
  });
  it("is not offered to those who could never do it", async () => {
    session.set({ state: "in", me: { ...me, scopes: { ...me.scopes, write: false } } });
    open();
    expect(await screen.findByRole("link", { name: /As MISP event/ })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Retract" })).toBeNull();
  });
  it("leads a C&C server to its own page, and others not", async () => {
    open();
    expect(await screen.findByRole("link", { name: /As MISP event/ })).toBeTruthy();
    expect(screen.queryByRole("link", { name: "As C&C server" })).toBeNull();
    cleanup();
    hub.answer(`GET ${path}`, { body: { ...known, object: { ...known.object, extensions: { x: { finding: {} } } } } });
    open();
    expect((await screen.findByRole("link", { name: "As C&C server" })).getAttribute("href")).toBe(`/servers/${kIndicator}`);
  });
  it("gives the MISP event as a file", async () => {
    open();
    const link = await screen.findByRole("link", { name: /As MISP event/ });
    expect(link.getAttribute("href")).toBe(`/api/v1/objects/${kIndicator}/misp`);
    expect(link.hasAttribute("download")).toBe(true);
  });
});

describe("an object that cannot be shown", () => {
  it("is not here", async () => {
    hub.answer(`GET ${path}`, problem(404));
    open();
    expect((await screen.findAllByText("This object is not here")).length).toBeGreaterThan(0);
  });
  it("has no such id", async () => {
    open("", "nonsense");
    expect((await screen.findAllByText("This is not the id of an object")).length).toBeGreaterThan(0);
    expect(hub.asked.some((line) => line.startsWith("GET /objects/"))).toBe(false);
  });
  it("is waited for, refused, and tried again", async () => {
    hub.answer(`GET ${path}`, problem(503));
    open();
    expect(screen.getByRole("status", { name: "Loading" })).toBeTruthy();
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
    cleanup();
    hub.answer(`GET ${path}`, problem(403));
    open();
    expect(await screen.findByText("Not for this account")).toBeTruthy();
  });
});
