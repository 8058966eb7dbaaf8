// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import { sampleMe } from "../sharing/samples";
import Operate from "./index";
import { sampleAccounts, sampleDoctor, sampleInput, sampleOperator, sampleStorage, sampleTrail } from "./samples";

let hub: FakeHub;
beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  session.set({ state: "in", me: sampleOperator });
  hub = fakeHub({
    "GET /accounts": { body: { items: sampleAccounts } },
    "GET /organisations": { body: { items: [{ id: "o1", name: "Example Telecom", regions: [], domains: [], reliability: "A" }] } },
    "GET /communities": { body: { items: [{ id: "c1", name: "isac", title: "Example ISAC" }] } },
    "GET /keys": { body: { items: [] } },
    "GET /inputs": { body: { items: [sampleInput("fine-one", "fine"), sampleInput("ill-one", "failing")] } },
    "GET /trail": { body: { items: sampleTrail(60) } },
    "GET /sensors": { body: { items: [] } },
    "GET /storage": { body: sampleStorage },
    "GET /doctor": { body: sampleDoctor },
    "GET /state": { body: { objects: 1234, revisions: 2, assertions: 3, values: 4, octets: 2 ** 20, waiting: 5, listeners: 6, base: "SQLite 3.40.1" } },
  });
});
afterEach(cleanup);

const open = (tab: string): void => {
  navigate(`/operate?tab=${tab}`, { replace: true });
  render(<Operate />);
};
const changes = (): string[] => hub.asked.filter((line) => !line.startsWith("GET"));

describe("users", () => {
  it("are listed with organisation, roles and state", async () => {
    open("users");
    expect(await screen.findByText("Locked")).toBeTruthy();
    await waitFor(() => expect(screen.getAllByText("isac: Reader")).toHaveLength(2));
  });
  it("are changed by what differs alone, and a password goes nowhere but there", async () => {
    hub.answer("PATCH /accounts/tanaka", { body: sampleAccounts[0] });
    open("users");
    fireEvent.click(await screen.findByRole("button", { name: "Change: tanaka" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.input(await within(dialog).findByLabelText(/New password/), { target: { value: "beacon fires at night" } });
    fireEvent.change(await within(dialog).findByLabelText("Example ISAC"), { target: { value: "approver" } });
    fireEvent.click(await within(dialog).findByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(changes()).toEqual([
        'PATCH /accounts/tanaka {"password":"beacon fires at night","memberships":[{"community":"isac","role":"approver"}]}',
      ]),
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(document.body.textContent).not.toContain("beacon fires");
  });
  it("ask twice before an operator locks the own account", async () => {
    open("users");
    fireEvent.click(await screen.findByRole("button", { name: "Change: admin" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(await within(dialog).findByLabelText(/^Active/));
    const save = await within(dialog).findByRole("button", { name: "Save" });
    await waitFor(() => expect(save).toHaveProperty("disabled", true));
    fireEvent.click(await within(dialog).findByLabelText("I have another way in"));
    await waitFor(() => expect(save).toHaveProperty("disabled", false));
  });
  it("say what the hub refused", async () => {
    hub.answer("POST /accounts", problem(409, 'the account\'s name "tanaka" is taken'));
    open("users");
    fireEvent.click(await screen.findByRole("button", { name: "Add a user…" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(await within(dialog).findByRole("button", { name: "Add" }));
    await waitFor(() => expect(within(dialog).getAllByText("This is asked for.")).toHaveLength(2));
    fireEvent.input(await within(dialog).findByLabelText("Account name"), { target: { value: "tanaka" } });
    fireEvent.change(await within(dialog).findByLabelText("Organisation"), { target: { value: "Example Telecom" } });
    fireEvent.click(await within(dialog).findByRole("button", { name: "Add" }));
    expect(await within(dialog).findByText(/is taken/)).toBeTruthy();
  });
});

describe("keys", () => {
  it("show their secret once, until it was kept", async () => {
    hub.answer("POST /keys", { status: 201, body: { id: 7, name: "firewall", scopes: ["read"], created: "2026-01-14T09:00:00.000Z", secret: "s3cret" } });
    open("keys");
    fireEvent.click(await screen.findByRole("button", { name: "Make a key…" }));
    fireEvent.input(await within(await screen.findByRole("dialog")).findByLabelText("Name"), { target: { value: "firewall" } });
    fireEvent.click(await screen.findByRole("button", { name: "Make" }));
    expect(await screen.findByText("s3cret")).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: "Close" }));
    expect(await screen.findByText(/stays open until you say/)).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: "I have kept it" }));
    expect(document.body.textContent).not.toContain("s3cret");
  });
  it("hand out no more than the account has", async () => {
    session.set({ state: "in", me: sampleMe });
    open("keys");
    fireEvent.click(await screen.findByRole("button", { name: "Make a key…" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByLabelText("operate the hub")).toBeNull();
    expect(await within(dialog).findByLabelText("read")).toBeTruthy();
  });
});

describe("seals", () => {
  const request = {
    handle: "a".repeat(32), credential: "notices", account: "suzuki", signatures: 3, hashAlgorithm: "2.16.840.1.101.3.4.2.1",
    hashes: ["AAAA", "BBBB", "CCCC"], description: "<b>\u202equarterly</b>", created: "2026-01-14T09:00:00.000Z", expires: "2126-01-14T09:00:00.000Z",
    approvals: [], quorum: 2, own: false, can: true,
  };
  beforeEach(() => {
    hub.answer("GET /seals/credentials", { body: { items: [] } });
    hub.answer("GET /seals/requests", { body: { items: [request] } });
    hub.answer("GET /seals/uses", { body: { items: [] } });
  });
  it("are approved after a second look, and what a stranger wrote is text", async () => {
    hub.answer(`POST /seals/requests/${request.handle}/approve`, { status: 204 });
    open("seals");
    expect(await screen.findByText("suzuki asks for 3 seals")).toBeTruthy();
    expect(screen.getByText("0 of 2 have approved")).toBeTruthy();
    expect(document.querySelector("main b")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Approve the request of suzuki" }));
    expect(changes()).toEqual([]);
    fireEvent.click(await within(await screen.findByRole("dialog")).findByRole("button", { name: "Approve" }));
    await waitFor(() => expect(changes()).toEqual([`POST /seals/requests/${request.handle}/approve`]));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
  it("say what the hub refused", async () => {
    hub.answer(`POST /seals/requests/${request.handle}/refuse`, problem(409, "the request does not wait for anybody (any more)"));
    open("seals");
    fireEvent.click(await screen.findByRole("button", { name: "Refuse the request of suzuki" }));
    fireEvent.click(await within(await screen.findByRole("dialog")).findByRole("button", { name: "Refuse" }));
    expect(await screen.findByText(/does not wait for anybody/)).toBeTruthy();
  });
  it("offer no decision on one's own request", async () => {
    hub.answer("GET /seals/requests", { body: { items: [{ ...request, own: true, can: false }] } });
    open("seals");
    expect(await screen.findByText("Your own request: others decide.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Approve the/ })).toBeNull();
  });
  it("are for everybody of the organisation, and a hub without any says so", async () => {
    session.set({ state: "in", me: sampleMe });
    hub.answer("GET /seals/credentials", problem(404));
    open("seals");
    expect(await screen.findByText("This hub keeps no seal keys")).toBeTruthy();
  });
});

describe("the other parts", () => {
  it("put ill inputs first, and fetch when asked", async () => {
    hub.answer("POST /inputs/ill-one/run", { status: 202, body: sampleInput("ill-one", "failing") });
    open("feeds");
    const buttons = (): HTMLElement[] => screen.getAllByRole("button", { name: /^Fetch now: / });
    await waitFor(() => expect(buttons().map((button) => button.getAttribute("aria-label"))).toEqual(["Fetch now: ill-one", "Fetch now: fine-one"]));
    expect(await screen.findByText("4 in a row")).toBeTruthy();
    fireEvent.click(buttons()[0] as HTMLElement);
    await waitFor(() => expect(changes()).toEqual(["POST /inputs/ill-one/run"]));
  });
  it("ask for the newest of the trail, filter by words, and shorten the chain", async () => {
    open("trail");
    expect((await screen.findAllByText("Released")).length).toBeGreaterThan(0);
    expect(hub.asked[0]).toBe("GET /trail?order=newest&limit=500");
    expect((await screen.findAllByText(/^01234567…/)).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.getByRole("link", { name: /Whole trail/ }).getAttribute("href")).toBe("/api/v1/trail/export"));
    fireEvent.input(await screen.findByRole("searchbox", { name: /Words in the entries/ }), { target: { value: "tanaka refused" } });
    expect(await screen.findByText("4 of the 60 entries read so far")).toBeTruthy();
  });
  it("draw few of ten thousand entries", async () => {
    hub.answer("GET /trail", { body: { items: sampleTrail(10_000) } });
    open("trail");
    await screen.findByText("10,000 rows");
    await waitFor(() => expect(document.querySelectorAll("tbody tr.line").length).toBeLessThan(200));
  });
  it("warn when the disk is nearly full, in powers of 1,024", async () => {
    open("storage");
    expect(await screen.findByText(/Little room is left/)).toBeTruthy();
    expect(await screen.findByText("7 d")).toBeTruthy();
    expect((await screen.findAllByText(/5\.00\sGiB/)).length).toBeGreaterThan(0);
  });
  it("examine when asked, in the reader's language, what is ill first", async () => {
    choose({ language: "ja" });
    open("doctor");
    expect(hub.asked).not.toContain("GET /doctor");
    fireEvent.click(await screen.findByRole("button", { name: "点検する" }));
    expect(await screen.findByText("証明書の有効期限は 2026-12-01 です")).toBeTruthy();
    await waitFor(() => expect(screen.getAllByRole("listitem")[0]?.textContent).toContain("異常"));
  });
  it("say how much there is", async () => {
    open("hub");
    expect(await screen.findByText("1,234")).toBeTruthy();
    expect(await screen.findByText("SQLite 3.40.1")).toBeTruthy();
  });
  it("name who can help whoever does not operate the hub", async () => {
    session.set({ state: "in", me: sampleMe });
    open("trail");
    expect(await screen.findByText("noroshi hub user change tanaka --operates yes")).toBeTruthy();
    expect(hub.asked).toEqual([]);
  });
  it("tell an empty list from a closed door and from trouble", async () => {
    open("sensors");
    expect(await screen.findByText("The hub knows of no sensors")).toBeTruthy();
    cleanup();
    hub.answer("GET /sensors", problem(403));
    open("sensors");
    expect(await screen.findByText("Not for this account")).toBeTruthy();
    cleanup();
    hub.answer("GET /sensors", problem(500));
    open("sensors");
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
  });
});
