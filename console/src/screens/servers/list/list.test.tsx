// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { choose } from "@/settings/settings";
import { fakeHub, problem, type FakeHub } from "../fake-hub";
import { sampleRow } from "../samples";
import { ServerList } from "./list";
import { orderOf } from "./order";

const rows = [sampleRow(), sampleRow({ id: "indicator--2", server: "198.51.100.9:443/tcp", clients: null, watched: true, status: "rejected" })];
const listed = (items = rows, edition = "a") => ({ items, total: items.length, offset: 0, edition });

let hub: FakeHub;
beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  navigate("/servers", { replace: true });
  hub = fakeHub({ "GET /servers": { body: listed() } });
});
afterEach(cleanup);

describe("the list of servers", () => {
  it("shows a row a server, each with its reason, and says what is not said", async () => {
    render(<ServerList />);
    const link = await screen.findByRole("link", { name: "203.0.113.7:6667/tcp" });
    expect(link.getAttribute("href")).toBe("/servers/indicator--00000000-0000-5000-8000-000000000001");
    await waitFor(() => expect(screen.getAllByText(/calls every 5 min/).length).toBe(2));
    await waitFor(() => expect(screen.getByText("< 3").getAttribute("title")).toContain("another organisation"));
    expect(await screen.findByText("rejected")).toBeTruthy();
  });
  it("tells reasons in Japanese", async () => {
    choose({ language: "ja" });
    render(<ServerList />);
    await waitFor(() => expect(screen.getAllByText("端末が一定の周期で接続している").length).toBe(2));
  });
  it("asks the hub for what the address says", async () => {
    navigate("/servers?q=port+443&order=-clients", { replace: true });
    render(<ServerList />);
    await waitFor(() => expect(hub.asked.some((one) => /q=port 443.*order=-clients/.test(one))).toBe(true));
  });
  it("keeps to the usual order where the address names none that the hub knows", () => {
    expect(orderOf("-clients")).toBe("-clients");
    expect(orderOf("id; drop")).toBe("-probability");
    expect(orderOf("")).toBe("-probability");
  });
  it("puts a quick filter into the address", async () => {
    render(<ServerList />);
    fireEvent.click(await screen.findByRole("button", { name: "To be judged" }));
    expect(new URLSearchParams(location.search).get("q")).toBe("status in [new changed standing]");
  });
  it("names the command that fills an empty hub", async () => {
    hub.answer("GET /servers", { body: listed([]) });
    render(<ServerList />);
    expect(await screen.findByText(/noroshi c2 hunt .* \| noroshi hub push/)).toBeTruthy();
  });
  it("names the filter that nothing matches, and offers all", async () => {
    hub.answer("GET /servers", { body: listed([]) });
    navigate("/servers?q=port+1", { replace: true });
    render(<ServerList />);
    expect(await screen.findByText(/port 1/)).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: "Show all servers" }));
    expect(location.search).toBe("");
  });
  it("says what is wrong with a filter", async () => {
    hub.answer("GET /servers", problem(400, 'filter, column 1: did you mean "port"?'));
    navigate("/servers?q=prot+1", { replace: true });
    render(<ServerList />);
    expect((await screen.findByRole("alert")).textContent).toContain("did you mean");
  });
  it("says when the door is closed", async () => {
    hub.answer("GET /servers", problem(403));
    render(<ServerList />);
    expect(await screen.findByText("Not for this account")).toBeTruthy();
  });
  it("offers to try again when the hub has trouble", async () => {
    hub.answer("GET /servers", problem(500, "disk I/O error"));
    render(<ServerList />);
    const again = await screen.findByRole("button", { name: "Try again" });
    hub.answer("GET /servers", { body: listed() });
    fireEvent.click(again);
    expect(await screen.findByRole("link", { name: "198.51.100.9:443/tcp" })).toBeTruthy();
  });
  it("turns a star only when the hub has agreed", async () => {
    render(<ServerList />);
    const star = await screen.findByRole("button", { name: "Watch 203.0.113.7:6667/tcp" });
    const route = `/servers/${rows[0]!.id}/watch`;
    hub.answer(`PUT ${route}`, problem(507, "disk full"));
    fireEvent.click(star);
    await waitFor(() => expect(hub.asked).toContain(`PUT ${route}`));
    await waitFor(() => expect(screen.getByRole("button", { name: "Watch 203.0.113.7:6667/tcp" }).getAttribute("aria-pressed")).toBe("false"));
    hub.answer(`PUT ${route}`, { status: 204 });
    await waitFor(() => expect(star.getAttribute("aria-busy")).toBeNull());
    fireEvent.click(star);
    expect(await screen.findByRole("button", { name: "Stop watching 203.0.113.7:6667/tcp" })).toBeTruthy();
  });
});
