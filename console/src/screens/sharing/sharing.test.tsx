// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import Sharing from "./index";
import { ownName, sampleCollection, sampleCommunity, sampleLeads, sampleMe, sampleOverlap, sampleRelease, sampleWaiting } from "./samples";

const waiting = [sampleWaiting(1), sampleWaiting(2, { remarks: [ownName] }), sampleWaiting(3)];

let hub: FakeHub;
beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  session.set({ state: "in", me: sampleMe });
  navigate("/sharing", { replace: true });
  hub = fakeHub({
    "GET /approvals": { body: { items: waiting } },
    "GET /collections": { body: { items: [sampleCollection] } },
    "GET /releases": { body: { items: [sampleRelease("n1"), sampleRelease("n2", { state: "retracted", name: "Taken", audience: { organisations: [], peers: 0 } })] } },
    "GET /communities/isac": { body: sampleCommunity },
    "GET /programme/overlap": { body: sampleOverlap },
    "GET /programme/lead-time": { body: sampleLeads },
    "POST /approvals/1": { status: 204 },
    "POST /approvals/3": { status: 204 },
  });
});
afterEach(cleanup);

const at = (tab: string): void => navigate(`/sharing?tab=${tab}`, { replace: true });
const press = (key: string): void => void fireEvent.keyDown(document.body, { key });
const posts = (): string[] => hub.asked.filter((line) => line.startsWith("POST"));

describe("approvals", () => {
  it("show where it would go, what was looked for, and the object", async () => {
    render(<Sharing />);
    const item = await screen.findByRole("article", { name: "C&C server 1" });
    await waitFor(() => expect(within(item).getByText("C&C servers")).toBeTruthy());
    expect(await within(item).findByText("Example Rail")).toBeTruthy();
    expect(await within(item).findByText("and one other hub, which may pass it on")).toBeTruthy();
    await waitFor(() => expect(within(item).getAllByText("nothing found")).toHaveLength(9));
    expect(await within(item).findByText("seen at example telecom")).toBeTruthy();
  });
  it("go through the queue by j and k, and the address follows", async () => {
    render(<Sharing />);
    await screen.findByRole("article", { name: "C&C server 1" });
    press("j");
    await screen.findByRole("article", { name: "C&C server 2" });
    expect(new URLSearchParams(location.search).get("item")).toBe("2");
    press("k");
    await screen.findByRole("article", { name: "C&C server 1" });
  });
  it("release nothing by one key: a question says to whom it goes", async () => {
    render(<Sharing />);
    await screen.findByRole("article", { name: "C&C server 1" });
    press("r");
    const dialog = await screen.findByRole("dialog");
    expect(posts()).toEqual([]);
    expect(await within(dialog).findByText("東海ネット")).toBeTruthy();
    fireEvent.click(await within(dialog).findByRole("button", { name: "Release" }));
    await waitFor(() => expect(posts()).toEqual(['POST /approvals/1 {"decision":"release","override":false}']));
    await screen.findByRole("article", { name: "C&C server 2" });
  });
  it("ask for a reason where the check-list blocks", async () => {
    hub.answer("POST /approvals/2", { status: 204 });
    navigate("/sharing?item=2", { replace: true });
    render(<Sharing />);
    await screen.findByRole("article", { name: "C&C server 2" });
    press("r");
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(await within(dialog).findByRole("button", { name: "Release all the same" }));
    expect(await within(dialog).findByText("A reason is asked for.")).toBeTruthy();
    expect(posts()).toEqual([]);
    fireEvent.input(await within(dialog).findByRole("textbox"), { target: { value: "agreed by telephone" } });
    fireEvent.click(await within(dialog).findByRole("button", { name: "Release all the same" }));
    await waitFor(() =>
      expect(posts()).toEqual(['POST /approvals/2 {"decision":"release","override":true,"reason":"agreed by telephone"}']),
    );
  });
  it("show what the hub objects to meanwhile (409)", async () => {
    hub.answer("POST /approvals/1", {
      status: 409,
      body: { type: "about:blank", title: "The check-list objects", status: 409, detail: "look", remarks: [ownName] },
    });
    render(<Sharing />);
    await screen.findByRole("article", { name: "C&C server 1" });
    press("r");
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(await within(dialog).findByRole("button", { name: "Release" }));
    expect(await within(dialog).findByText(ownName.en)).toBeTruthy();
    expect(await within(dialog).findByRole("button", { name: "Release all the same" })).toBeTruthy();
  });
  it("release several at once only where nothing objects", async () => {
    render(<Sharing />);
    fireEvent.click(await screen.findByRole("button", { name: "Pick all without objections" }));
    await waitFor(() => expect(screen.getByRole("checkbox", { name: "Pick C&C server 2" })).toHaveProperty("disabled", true));
    fireEvent.click(await screen.findByRole("button", { name: "Release 2…" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(await within(dialog).findByRole("button", { name: "Release" }));
    await waitFor(() => expect(posts().map((line) => line.split(" ")[1])).toEqual(["/approvals/1", "/approvals/3"]));
  });
  it("release the objects of one Finding together, and no others", async () => {
    const sighting = { type: "sighting", sighting_of_ref: waiting[0]!.id } as unknown as (typeof waiting)[number]["object"];
    hub.answer("GET /approvals", { body: { items: [...waiting, sampleWaiting(4, { id: "sighting--4", type: "sighting", object: sighting })] } });
    hub.answer("POST /approvals/4", { status: 204 });
    render(<Sharing />);
    fireEvent.click(await screen.findByRole("button", { name: "Pick the 2 that belong together" }));
    fireEvent.click(await screen.findByRole("button", { name: "Release 2…" }));
    fireEvent.click(await within(await screen.findByRole("dialog")).findByRole("button", { name: "Release" }));
    await waitFor(() => expect(posts().map((line) => line.split(" ")[1])).toEqual(["/approvals/1", "/approvals/4"]));
  });
  it("say in Japanese what waits and why", async () => {
    choose({ language: "ja" });
    navigate("/sharing?item=2", { replace: true });
    render(<Sharing />);
    const item = await screen.findByRole("article", { name: "C&C server 2" });
    expect(await within(item).findByText(ownName.ja)).toBeTruthy();
    expect(await within(item).findByText("攻撃技術情報")).toBeTruthy();
    expect(await within(item).findByText("匿名(仮名で表示)")).toBeTruthy();
  });
  it("say that nothing waits, and when nobody may look", async () => {
    hub.answer("GET /approvals", { body: { items: [] } });
    render(<Sharing />);
    expect(await screen.findByText("Nothing waits for your decision")).toBeTruthy();
    cleanup();
    hub.answer("GET /approvals", problem(403));
    render(<Sharing />);
    expect(await screen.findByText("Not for this account")).toBeTruthy();
  });
});

describe("what left", () => {
  it("tells who hears of it before anything is taken back", async () => {
    hub.answer("POST /objects/indicator--00000000-0000-4000-8000-000000000001/retract", { body: { retracted: 2 } });
    at("releases");
    render(<Sharing />);
    fireEvent.click(await screen.findByRole("button", { name: "Take back: C&C server 1" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("Example Rail")).toBeTruthy();
    expect(await within(dialog).findByText("Shared now in: C&C servers")).toBeTruthy();
    expect(posts()).toEqual([]);
    fireEvent.click(await within(dialog).findByRole("button", { name: "Take back" }));
    await waitFor(() => expect(posts()).toHaveLength(1));
  });
  it("takes back only what is shared", async () => {
    at("releases");
    render(<Sharing />);
    await screen.findByText("Taken");
    await waitFor(() => expect(screen.getAllByRole("button", { name: /^Take back: / })).toHaveLength(1));
  });
  it("asks the hub for the state that the address names", async () => {
    navigate("/sharing?tab=releases&state=refused&q=mail", { replace: true });
    render(<Sharing />);
    await waitFor(() => expect(hub.asked.some((line) => line.startsWith("GET /releases?state=refused&q=mail"))).toBe(true));
  });
});

describe("communities, overlap and lead time", () => {
  it("name members, regions and the rules of collections", async () => {
    at("communities");
    render(<Sharing />);
    expect((await screen.findAllByText("東海ネット")).length).toBeGreaterThan(0);
    expect(await screen.findByText("after approval")).toBeTruthy();
    expect(await screen.findByText("30 d")).toBeTruthy();
    expect(await screen.findByText(/Names of accounts are for stewards/)).toBeTruthy();
  });
  it("say the unseen in words, with their interval", async () => {
    at("overlap");
    render(<Sharing />);
    expect(await screen.findByText(/About 2 servers more .* \(95 % interval: 0 to 9\)/)).toBeTruthy();
  });
  it("compare nothing with nothing", async () => {
    hub.answer("GET /programme/overlap", { body: { ...sampleOverlap, operators: sampleOverlap.operators.slice(0, 1) } });
    at("overlap");
    render(<Sharing />);
    expect(await screen.findByText("There is nothing to compare")).toBeTruthy();
  });
  it("quote the median with its interval, and who was first", async () => {
    at("lead-time");
    render(<Sharing />);
    expect(await screen.findByText(/17.2 days after our report or later \(95 % interval: 12.8 to 24.0\)/)).toBeTruthy();
    expect(await screen.findByText("Of 12 servers that a feed lists, we had 9 first.")).toBeTruthy();
  });
  it("do not invent a median that the curve does not reach", async () => {
    const [feed] = sampleLeads.feeds;
    hub.answer("GET /programme/lead-time", { body: { ...sampleLeads, feeds: [{ ...feed, median_with_unlisted_days: null }] } });
    at("lead-time");
    render(<Sharing />);
    expect(await screen.findByText(/More than half of our servers stand in no feed/)).toBeTruthy();
  });
  it("offer another try when the hub has trouble", async () => {
    hub.answer("GET /programme/overlap", problem(500));
    at("overlap");
    render(<Sharing />);
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
  });
});
