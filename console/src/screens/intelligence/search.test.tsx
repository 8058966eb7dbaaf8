// @vitest-environment happy-dom
// The search in every state: what it asks the hub, and what it says of the answer.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate, place } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import Intelligence from "./index";
import { collections, kIndicator, kMaker, known, me, sampleHit } from "./samples";

let hub: FakeHub;
const saved = { id: "00000000-0000-4000-8000-0000000000d1", name: "Tax", q: "国税 フィッシング", created: "2026-01-01T00:00:00.000Z" };

beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  session.set({ state: "in", me });
  hub = fakeHub({
    "GET /collections": { body: collections },
    "GET /searches": { body: { items: [saved] } },
    "GET /search": { body: { items: [sampleHit()], visible: 1, capped: false } },
    "GET /lookup": { body: { items: [sampleHit()], visible: 1, capped: false, value: "evil.example", kind: "domain-name" } },
    [`GET /objects/${kMaker}`]: { body: { ...known, id: kMaker, type: "identity", name: "ESET" } },
  });
});
afterEach(() => {
  cleanup();
  session.set({ state: "asking" });
});

function open(search: string): void {
  navigate(`/intelligence${search}`, { replace: true });
  render(<Intelligence rest={[]} />);
}
const lastAsked = (route: string): string => hub.asked.filter((line) => line.startsWith(`GET /${route}?`)).at(-1) ?? "";

describe("the search", () => {
  it("says what can be searched for before anything is", async () => {
    open("");
    expect(await screen.findByText("What one can search for")).toBeTruthy();
    expect(await screen.findByText("741")).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: "国税 フィッシング" }));
    await waitFor(() => expect(lastAsked("search")).toContain("q=国税 フィッシング"));
  });
  it("lists objects with type, harmless name, score, colour and source", async () => {
    open("?q=loader");
    const table = await screen.findByRole("grid");
    const link = await within(table).findByRole("link", { name: "Loader at hxxps://evil[.]example/load" });
    expect(link.getAttribute("href")).toBe(`/intelligence/objects/${kIndicator}`);
    expect(await within(table).findByText("Indicator")).toBeTruthy();
    expect(await within(table).findByText("TLP:AMBER+STRICT")).toBeTruthy();
    expect(await within(table).findByText("ESET")).toBeTruthy();
    expect(await screen.findByText("1 object")).toBeTruthy();
  });
  it("fetches the next page by its cursor", async () => {
    const rest = Array.from({ length: 3 }, (_, at) => sampleHit({ id: `tool--00000000-0000-4000-8000-00000000000${at}`, name: `Tool ${at}` }));
    hub.answer("GET /search", (url) =>
      url.searchParams.get("cursor") === "n1"
        ? { body: { items: rest, visible: 5_000, capped: true } }
        : { body: { items: [sampleHit()], visible: 5_000, capped: true, next: "n1" } },
    );
    open("?q=tool");
    expect(await screen.findByText(/more than 5,000 objects/)).toBeTruthy();
    expect(await screen.findByText("Tool 2")).toBeTruthy();
  });
  it("says that nothing was found, and what to try", async () => {
    hub.answer("GET /search", { body: { items: [], visible: 0, capped: false } });
    open("?q=nothing");
    expect(await screen.findByText(/No object that you may see holds all of these words/)).toBeTruthy();
  });
  it("shows a closed door and a silent hub as such", async () => {
    hub.answer("GET /search", problem(403));
    open("?q=a+b");
    expect(await screen.findByText("Not for this account")).toBeTruthy();
    cleanup();
    hub.answer("GET /search", { status: 0 });
    open("?q=c+d");
    expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
  });
  it("goes to an object whose id was typed", async () => {
    open(`?q=${kIndicator.toUpperCase()}`);
    await waitFor(() => expect(place.get().path).toBe(`/intelligence/objects/${kIndicator}`));
  });
});

describe("the look-up", () => {
  it("asks for what was meant, and shows it broken", async () => {
    open("?q=evil%5B.%5Dexample");
    expect(await screen.findByText("evil[.]example")).toBeTruthy();
    expect(lastAsked("lookup")).toContain("value=evil.example");
    expect(await screen.findByText("Objects that speak of this value")).toBeTruthy();
    expect(await screen.findByText("On none of the hub's warning lists.")).toBeTruthy();
  });
  it("warns of well-known values before anything else", async () => {
    hub.answer("GET /lookup", { body: { items: [], visible: 0, capped: false, value: "evil.example", kind: "domain-name", warning_list: "Top sites" } });
    open("?q=evil.example");
    expect(await screen.findByText("This value is well known and mostly harmless.")).toBeTruthy();
    expect(await screen.findByText(/Top sites/)).toBeTruthy();
    expect(screen.queryByText(/no proof that it is harmless/)).toBeNull();
  });
  it("takes the reader's word for what a text is", async () => {
    open("?q=evil.example&as=words");
    await waitFor(() => expect(lastAsked("search")).toContain("q=evil.example"));
    fireEvent.click(await screen.findByRole("button", { name: "Look it up as a value" }));
    await waitFor(() => expect(lastAsked("lookup")).toContain("value=evil.example"));
    fireEvent.change(await screen.findByLabelText("Taken as"), { target: { value: "mutex" } });
    await waitFor(() => expect(lastAsked("lookup")).toContain("kind=mutex"));
  });
});

describe("saved searches", () => {
  it("run by the hub, with the rights of now", async () => {
    hub.answer(`GET /searches/${saved.id}/results`, { body: { items: [sampleHit({ name: "Found again" })], visible: 1, capped: false } });
    open("");
    fireEvent.click(await screen.findByRole("button", { name: "Tax" }));
    expect(await screen.findByText("Found again")).toBeTruthy();
    expect(place.get().search).toContain(`saved=${saved.id}`);
  });
  it("are kept under a name", async () => {
    hub.answer("POST /searches", { status: 201, body: { ...saved, name: "Mine", q: "loader" } });
    open("?q=loader");
    fireEvent.click(await screen.findByRole("button", { name: /Save this search/ }));
    fireEvent.input(await screen.findByLabelText("Name"), { target: { value: "Mine" } });
    fireEvent.click(await screen.findByRole("button", { name: "Save" }));
    await waitFor(() => expect(hub.asked).toContain('POST /searches {"name":"Mine","q":"loader"}'));
  });
  it("say why they could not be kept", async () => {
    hub.answer("POST /searches", problem(409, "there are 100 already"));
    open("?q=loader");
    fireEvent.click(await screen.findByRole("button", { name: /Save this search/ }));
    fireEvent.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("there are 100 already")).toBeTruthy();
  });
  it("are forgotten", async () => {
    hub.answer(`DELETE /searches/${saved.id}`, { status: 204 });
    open("");
    fireEvent.click(await screen.findByRole("button", { name: "Forget “Tax”" }));
    await waitFor(() => expect(hub.asked).toContain(`DELETE /searches/${saved.id}`));
  });
});

it("speaks Japanese", async () => {
  choose({ language: "ja", zone: "JST" });
  open("?q=evil.example");
  expect(await screen.findByText("このドメイン名に言及する情報")).toBeTruthy();
  expect(await screen.findByText("指標(インジケータ)")).toBeTruthy();
});
