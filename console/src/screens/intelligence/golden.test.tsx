// @vitest-environment happy-dom
// What a real hub answered (tests/golden/api), drawn: nothing of it is left out.
import { cleanup, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub, type Reply } from "@/screens/servers/fake-hub";
import { golden } from "@/screens/servers/golden";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import { changesBetween } from "./difference";
import { groupsOf } from "./graph";
import Intelligence from "./index";
import { collections, me } from "./samples";
import { endsOf } from "./hits";
import { propertiesOf } from "./tree";

const search = golden("search", "/search");
const object = golden("object", "/objects/{id}");
const versions = golden("versions", "/objects/{id}/versions");
const graph = golden("graph", "/objects/{id}/graph");
const path = `/objects/${object.id}`;
/** What follows it is asked for as soon as its end is in sight. */
const firstPage: Reply = (url) => ({ body: url.searchParams.has("cursor") ? { items: [], visible: search.visible, capped: false } : search });

beforeEach(() => {
  choose({ language: "ja", zone: "JST" });
  session.set({ state: "in", me });
  fakeHub({
    "GET /collections": { body: collections },
    "GET /searches": { body: { items: [] } },
    "GET /search": firstPage,
    [`GET ${path}`]: { body: object },
    [`GET ${path}/versions`]: { body: versions },
    [`GET ${path}/graph`]: { body: graph },
    [`GET ${path}/neighbours`]: firstPage,
  });
});
afterEach(() => {
  cleanup();
  session.set({ state: "asking" });
});

function open(tab: string): void {
  navigate(`/intelligence${path}?tab=${tab}`, { replace: true });
  render(<Intelligence rest={["objects", object.id]} />);
}

it("every hit of a search stands in the list and leads to its object", async () => {
  navigate("/intelligence?q=%E7%8B%90%E7%81%AB", { replace: true });
  render(<Intelligence rest={[]} />);
  const table = await screen.findByRole("grid");
  const links = (): (string | null)[] => within(table).getAllByRole("link").map((link) => link.getAttribute("href"));
  await waitFor(() => expect(links()).toEqual(search.items.map((hit) => `/intelligence/objects/${hit.id}`)));
  for (const hit of search.items.filter((one) => endsOf(one.object) === null)) {
    expect((await within(table).findAllByText(hit.name)).length).toBeGreaterThan(0);
  }
});

it("every property of an object is named", async () => {
  open("properties");
  expect((await screen.findAllByText(object.name)).length).toBeGreaterThan(0);
  for (const { key } of propertiesOf(object.object)) expect(await screen.findByText(key, { selector: "code" })).toBeTruthy();
  await waitFor(() => expect(screen.getAllByText(/おおむね信頼できる/).length).toBe(object.assertions.length));
});

it("every change between its last two versions is a line", async () => {
  open("versions");
  const table = await screen.findByRole("region", { name: "変更された項目" });
  const [before, after] = versions.items.slice(-2);
  await waitFor(() => expect(within(table).getAllByRole("row").length - 1).toBe(changesBetween(before!.object, after!.object).length));
});

it("every node of the graph is drawn, and every group named below", async () => {
  open("graph");
  const field = await screen.findByRole("group", { name: /関係図/ });
  await waitFor(() => expect(field.querySelectorAll(".node").length).toBe(graph.nodes.length));
  const groups = groupsOf(graph);
  expect(groups.length).toBeGreaterThan(0);
  for (const group of groups) expect(await screen.findByText(new RegExp(`${group.count}件`), { selector: ".groups li" })).toBeTruthy();
});
