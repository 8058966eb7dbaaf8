// @vitest-environment happy-dom
// The flows screen in every state: what it asks, what it says, and that everything is in the address.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Schema } from "@/api/contract";
import { navigate, place } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { golden } from "@/screens/servers/golden";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import Flows from "./index";

// There is no canvas here; the drawing has its own tests, its table twin says the same.
vi.mock("@/components/time-chart/plot", () => ({ drawPlot: () => ({ point: () => undefined, clear: () => undefined, destroy: () => undefined }) }));

type Series = Schema<"FlowSeries">;
type Top = Schema<"FlowTop">;

const kept = { kept_from: "2026-01-13T15:00:00.000Z", kept_to: "2026-01-14T15:00:00.000Z" };
const span = { from: "2026-01-13T15:00:00.000Z", to: "2026-01-14T15:00:00.000Z" };
const series: Series = { ...span, ...kept, bucket_seconds: 43_200, lines: [{ flows: [10, null], packets: [100, null], octets: [5_400_000, null] }] };
const top: Top = {
  ...span,
  by: "service",
  order: "octets",
  items: [
    {
      key: { text: "203.0.113.7:6667/tcp", filter: "server ip 203.0.113.7 and port 6667 and tcp", server: "indicator--00000000-0000-4000-8000-000000000001" },
      flows: 40,
      packets: 200,
      octets: 500_000,
      clients: 12,
    },
    { key: { text: "198.51.100.9:443/tcp", filter: "server ip 198.51.100.9 and port 443 and tcp" }, flows: 3, packets: 30, octets: 250_000, clients: null },
    { key: { text: "subscribers" }, flows: 1, packets: 1, octets: 100 },
  ],
  totals: { flows: 80, packets: 400, octets: 1_000_000 },
};

const me: Schema<"Me"> = {
  name: "tanaka",
  kind: "person",
  operates: false,
  active: true,
  memberships: [],
  organisation: "Example Telecom",
  identity: "identity--00000000-0000-4000-8000-0000000000a1",
  scopes: { read: true, write: true, operate: false },
  flows: true,
};

let hub: FakeHub;
beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  navigate("/flows", { replace: true });
  session.set({ state: "in", me });
  hub = fakeHub({
    "GET /flows/series": { body: series },
    "GET /flows/top": { body: top },
    "GET /flows/completion": { body: { from: 0, to: 0, items: [] } },
  });
});
afterEach(() => {
  cleanup();
  session.set({ state: "asking" });
});

const lastAsked = (route: string): string => hub.asked.filter((line) => line.startsWith(`GET /flows/${route}`)).at(-1) ?? "";

describe("flows", () => {
  it("shows who counts most, with shares of all traffic and no small numbers of clients", async () => {
    render(<Flows />);
    const table = await screen.findByRole("grid");
    expect(await within(table).findByText("50.0 %")).toBeTruthy();
    expect(await within(table).findByText("fewer than 3")).toBeTruthy();
    expect(await within(table).findByText("Subscribers (all of them)")).toBeTruthy();
    expect(await screen.findByText("Not in these rows: 25.0 %")).toBeTruthy();
  });
  it("leads from a known C&C server to its page", async () => {
    render(<Flows />);
    const link = await screen.findByRole("link", { name: /C&C server/ });
    expect(link.getAttribute("href")).toBe("/servers/indicator--00000000-0000-4000-8000-000000000001");
  });
  it("says what is shown and what is kept", async () => {
    render(<Flows />);
    expect(await screen.findByText("2026-01-13 15:00 UTC to 2026-01-14 15:00 UTC")).toBeTruthy();
    expect(await screen.findByText("Kept: 2026-01-13 15:00 UTC to 2026-01-14 15:00 UTC")).toBeTruthy();
    await waitFor(() => expect(screen.getByRole("button", { name: "All that is kept" }).getAttribute("aria-pressed")).toBe("true"));
  });
  it("narrows the filter by a row, and goes back step by step", async () => {
    render(<Flows />);
    const row = await screen.findByRole("link", { name: "203.0.113.7:6667/tcp" });
    navigate(row.getAttribute("href") ?? "");
    await waitFor(() => expect(lastAsked("top")).toContain("filter=server ip 203.0.113.7 and port 6667 and tcp"));
    await waitFor(() => expect(lastAsked("series")).toContain("filter=server ip 203.0.113.7 and port 6667 and tcp"));
    const trail = await screen.findByRole("navigation", { name: "Steps of the filter" });
    navigate((await within(trail).findByRole("link", { name: "All traffic" })).getAttribute("href") ?? "");
    await waitFor(() => expect(lastAsked("top")).not.toContain("filter="));
  });
  it("holds typed filter and steps together", async () => {
    navigate("/flows?filter=tcp+or+udp&in=port+23", { replace: true });
    render(<Flows />);
    await waitFor(() => expect(lastAsked("top")).toContain("filter=(tcp or udp) and port 23"));
    const whole = await screen.findByRole("link", { name: "Edit as one filter" });
    expect(whole.getAttribute("href")).toBe("/flows?filter=%28tcp+or+udp%29+and+port+23");
  });
  it("goes back from a zoom to the time before", async () => {
    navigate("/flows?from=2026-01-14T00:00:00Z&to=2026-01-14T01:00:00Z&was=/,2026-01-14T00:00:00Z/2026-01-14T06:00:00Z", { replace: true });
    render(<Flows />);
    fireEvent.click(await screen.findByRole("button", { name: /Back to 2026-01-14 00:00 UTC – 2026-01-14 06:00 UTC/ }));
    await waitFor(() => expect(lastAsked("series")).toContain("to=2026-01-14T06:00:00.000Z"));
    fireEvent.click(await screen.findByRole("button", { name: "Back to the time before" }));
    await waitFor(() => expect(place.get().search).toBe(""));
  });
  it("takes a typed time, and says what is wrong with one", async () => {
    render(<Flows />);
    fireEvent.click(await screen.findByRole("button", { name: "Other time" }));
    fireEvent.input(await screen.findByLabelText("From"), { target: { value: "yesterday" } });
    fireEvent.click(await screen.findByRole("button", { name: "Apply" }));
    expect(await screen.findByText(/This is no time/)).toBeTruthy();
    fireEvent.input(await screen.findByLabelText("From"), { target: { value: "2026-01-14 09:00" } });
    fireEvent.input(await screen.findByLabelText("To (not included)"), { target: { value: "" } });
    fireEvent.click(await screen.findByRole("button", { name: "Apply" }));
    await waitFor(() => expect(place.get().search).toBe("?from=2026-01-14T09%3A00%3A00Z"));
  });
  it("says in which command single clients are asked for", async () => {
    navigate("/flows?filter=port+23", { replace: true });
    render(<Flows />);
    const command = "noroshi flow query --config /etc/noroshi/noroshi.toml 'port 23' --from 2026-01-13T15:00:00Z --to 2026-01-14T15:00:00Z --purpose 'ticket 0000: why'";
    expect(await screen.findByText(command)).toBeTruthy();
  });
});

describe("flows as a hub answers them", () => {
  const [real, lines] = [golden("flows_top", "/flows/top"), golden("flows_series", "/flows/series")];
  beforeEach(() => {
    hub.answer("GET /flows/top", { body: real });
    hub.answer("GET /flows/series", { body: lines });
    hub.answer("GET /flows/completion", { body: golden("flows_completion", "/flows/completion") });
  });
  it("stand in the table, each with the filter that shows it alone", async () => {
    render(<Flows />);
    for (const item of real.items) {
      const link = await screen.findByRole("link", { name: item.key.text });
      const query = new URLSearchParams(link.getAttribute("href")?.split("?")[1]);
      expect(query.get("in")).toBe(item.key.filter);
    }
  });
  it("stand in the twin of the chart, bucket for bucket", async () => {
    navigate("/flows?split=proto&show=flows", { replace: true });
    render(<Flows />);
    fireEvent.click(await screen.findByRole("button", { name: "Table" }));
    const table = (await screen.findAllByRole("table")).at(0)!;
    await waitFor(() => expect(within(table).getAllByRole("row").length).toBe(1 + lines.lines[0]!.flows.length));
    for (const line of lines.lines) expect(await within(table).findByRole("columnheader", { name: line.key!.text })).toBeTruthy();
  });
});

describe("flows that cannot be shown", () => {
  it("explains a hub without a flow store, with the setting", async () => {
    hub.answer("GET /flows/series", problem(404, "this hub has no flow store"));
    hub.answer("GET /flows/top", problem(404, "this hub has no flow store"));
    render(<Flows />);
    expect(await screen.findByText("This hub has no flow store")).toBeTruthy();
    await waitFor(() => expect(screen.getByText(/\[flows\]/).textContent).toContain('config = "/etc/noroshi/noroshi.toml"'));
  });
  it("says that flows are another organisation's", async () => {
    session.set({ state: "in", me: { ...me, flows: false } });
    hub.answer("GET /flows/series", problem(403));
    hub.answer("GET /flows/top", problem(403));
    render(<Flows />);
    expect(await screen.findByText("These flows belong to another organisation")).toBeTruthy();
  });
  it("keeps the screen where only one question is refused, and says why", async () => {
    hub.answer("GET /flows/top", problem(403, "this filter names a subscriber"));
    render(<Flows />);
    expect(await screen.findByText("this filter names a subscriber")).toBeTruthy();
    expect(await screen.findByText("Traffic over time")).toBeTruthy();
  });
  it("says a mistake of the filter in the hub's words", async () => {
    navigate("/flows?filter=dst+prot+23", { replace: true });
    hub.answer("GET /flows/series", problem(400, 'column 5: unknown word "prot": did you mean "port"?'));
    hub.answer("GET /flows/top", problem(400, 'column 5: unknown word "prot": did you mean "port"?'));
    render(<Flows />);
    await waitFor(() => expect(screen.getAllByText(/did you mean "port"/).length).toBe(2));
  });
  it("says a mistake in the reader's language, and where it is", async () => {
    choose({ language: "ja" });
    navigate("/flows?filter=dst+prot+23", { replace: true });
    const error = { from: 4, to: 8, en: "unknown word", ja: "\"prot\" は使えません" };
    hub.answer("GET /flows/completion", { body: { from: 4, to: 8, items: [], error } });
    hub.answer("GET /flows/top", problem(400, "filter, column 5"));
    render(<Flows />);
    expect(await screen.findByText("\"prot\" は使えません")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("prot").tagName).toBe("MARK"));
    expect(lastAsked("completion")).toContain("table=pairs");
    fireEvent.click(await screen.findByRole("button", { name: "宛先別に集計" }));
    await waitFor(() => expect(lastAsked("top")).toContain("by=dst"));
  });
  it("shows silence as silence, and the way to what is kept", async () => {
    hub.answer("GET /flows/series", { body: { ...series, lines: [{ flows: [null, null], packets: [null, null], octets: [null, null] }] } });
    hub.answer("GET /flows/top", { body: { ...top, items: [], totals: { flows: 0, packets: 0, octets: 0 } } });
    render(<Flows />);
    fireEvent.click(await screen.findByRole("button", { name: "Show all that is kept" }));
    await waitFor(() => expect(lastAsked("series")).toContain("from=2026-01-13T15:00:00.000Z"));
    expect(await screen.findByText("Nothing in this time that the filter holds.")).toBeTruthy();
  });
  it("waits with grey lines, and offers to try again", async () => {
    hub.answer("GET /flows/series", { status: 0 });
    hub.answer("GET /flows/top", { status: 0 });
    render(<Flows />);
    expect(screen.getAllByRole("status", { name: "Loading" }).length).toBe(2);
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Try again" }).length).toBe(2));
  });
});

it("speaks Japanese", async () => {
  choose({ language: "ja", zone: "JST" });
  render(<Flows />);
  await waitFor(() => expect(screen.getAllByText(/1月14日 00:00 JST から .*1月15日 00:00 JST まで/).length).toBe(2));
  expect(await screen.findByText("3未満")).toBeTruthy();
  expect(await screen.findByText("加入者(全員の合計)")).toBeTruthy();
});
