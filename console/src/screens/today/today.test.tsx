// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Schema } from "@/api/contract";
import { formatFor } from "@/format/format";
import { navigate } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { sampleRow } from "@/screens/servers/samples";
import { choose } from "@/settings/settings";
import Today from "./index";
import { inOrder, newsOf } from "./news";
import { byWorry, notFine, type Sensor } from "./sensors";
import { sentenceOf } from "./sentence";
import { sinceOf } from "./since";
import { text } from "./text";

type Data = Schema<"Today">;

const one = sampleRow();
const two = sampleRow({ id: "indicator--2", server: "198.51.100.9:443/tcp", probability: 0.51, watched: true, status: "changed" });
const today: Data = {
  at: "2026-01-14T15:00:00.000Z",
  since: "2026-01-13T15:00:00.000Z",
  servers: [one, two],
  status: { new: 1, changed: 1, standing: 34, confirmed: 5, rejected: 2, gone: 1, suppressed: 0 },
  approvals: 4,
  alerts: 1,
  countries: [{ country: "NL", servers: 2 }],
  regions: [{ region: "kanto", servers: 2, organisations: 1 }],
  objects: 40,
};
const quiet: Data = { ...today, servers: [], status: { ...today.status, new: 0, changed: 0 }, approvals: 0, alerts: 0 };
const nothing: Data = { ...quiet, status: { new: 0, changed: 0, standing: 0, confirmed: 0, rejected: 0, gone: 0, suppressed: 0 } };
const sensors: Sensor[] = [
  { name: "rtr-1", kind: "exporter", health: "fine" },
  { name: "rtr-2", kind: "exporter", health: "silent", detail: "nothing for 4 h" },
];

let hub: FakeHub;
beforeEach(() => {
  choose({ language: "en", zone: "UTC" });
  navigate("/", { replace: true });
  hub = fakeHub({ "GET /today": { body: today }, "GET /sensors": { body: { items: sensors } } });
});
afterEach(cleanup);

describe("the front page", () => {
  it("says in one line how bad it is", async () => {
    render(<Today />);
    expect(
      await screen.findByText(
        "In the last 24 hours: 1 new and 1 changed C&C servers. The likeliest is 203.0.113.7:6667/tcp with 98.7 %, contacted by 12 clients. 34 more are known, 5 confirmed. 4 releases wait for you. 1 sensor or input is not fine.",
      ),
    ).toBeTruthy();
  });
  it("puts watched servers first, each with its reason", async () => {
    render(<Today />);
    const links = (): (string | null)[] => screen.getAllByRole("link", { name: /\/tcp$/ }).map((link) => link.textContent);
    await waitFor(() => expect(links()).toEqual(["198.51.100.9:443/tcp", "203.0.113.7:6667/tcp"]));
    await waitFor(() => expect(screen.getAllByText(/calls every 5 min/).length).toBe(2));
  });
  it("asks since when the address says", async () => {
    navigate("/?since=8h", { replace: true });
    render(<Today />);
    await waitFor(() => expect(hub.asked.some((line) => line.startsWith("GET /today?since="))).toBe(true));
    const asked = hub.asked.find((line) => line.startsWith("GET /today"))!.split("since=")[1]!;
    expect(Math.abs(Date.now() - Date.parse(asked) - 8 * 3_600_000)).toBeLessThan(60_000);
  });
  it("shows ill sensors first, with what is the matter", async () => {
    render(<Today />);
    expect(await screen.findByText("1 of 2 is not fine.")).toBeTruthy();
    await waitFor(() => expect(screen.getByText("nothing for 4 h").getAttribute("lang")).toBe("en"));
    const names = (): unknown[] => screen.getAllByText(/^rtr-/).map((name) => name.textContent?.slice(0, 5));
    await waitFor(() => expect(names()).toEqual(["rtr-2", "rtr-1"]));
  });
  it("keeps sensors of others to itself without an error", async () => {
    hub.answer("GET /sensors", problem(403));
    render(<Today />);
    expect(await screen.findByText(/1 is not fine. Details/)).toBeTruthy();
  });
  it("leads to what waits for approval", async () => {
    render(<Today />);
    expect((await screen.findByRole("link", { name: "4 releases wait for approval" })).getAttribute("href")).toBe("/sharing");
  });
  it("says that nothing is new, which is no error", async () => {
    hub.answer("GET /today", { body: quiet });
    render(<Today />);
    expect(await screen.findByText("Nothing is new")).toBeTruthy();
    expect(await screen.findByText(/No sensor or input reports trouble/)).toBeTruthy();
  });
  it("names the command that fills an empty hub", async () => {
    hub.answer("GET /today", { body: nothing });
    render(<Today />);
    expect(await screen.findByText(/hub push/)).toBeTruthy();
  });
  it("says when the hub has trouble, and tries again", async () => {
    hub.answer("GET /today", { status: 0 });
    render(<Today />);
    const again = await screen.findByRole("button", { name: "Try again" });
    hub.answer("GET /today", { body: today });
    fireEvent.click(again);
    expect(await screen.findByText("What is burning")).toBeTruthy();
  });
  it("says when the door is closed", async () => {
    hub.answer("GET /today", problem(403));
    render(<Today />);
    expect(await screen.findByText("Not for this account")).toBeTruthy();
  });
});

describe("news", () => {
  const fresh = sampleRow({ id: "indicator--3", probability: 0.999 });
  it("do not move the rows that are being read", () => {
    const shown = inOrder(today.servers).map((row) => row.id);
    const news = newsOf(shown, [fresh, { ...one, probability: 0.5 }, two]);
    expect(news.rows.map((row) => row.id)).toEqual(shown);
    expect(news.rows[1]?.probability).toBe(0.5); // values change in place
    expect(news).toMatchObject({ fresh: 1, moved: true });
  });
  it("that change values alone are no news", () => {
    const shown = inOrder(today.servers).map((row) => row.id);
    expect(newsOf(shown, [{ ...one, contacts: 9999 }, two]).moved).toBe(false);
  });
  it("tell when a row has gone", () => {
    expect(newsOf(["indicator--9", one.id], [one])).toMatchObject({ fresh: 0, moved: true });
  });
});

describe("words of the front page", () => {
  const ja = formatFor({ language: "ja", zone: "JST", theme: "light" });
  it("say how bad it is in Japanese", () => {
    expect(sentenceOf(today, "8h", text.ja, ja)).toBe(
      "過去8時間: C&Cサーバは新規1台、変化あり1台。最も確率が高いのは203.0.113.7:6667/tcp(98.7\u00a0%、接触端末12台)です。ほかに継続34台、確認済み5台。承認待ち4件。正常でないセンサ・入力1件。",
    );
  });
  it("say that the hub stopped counting approvals", () => {
    expect(sentenceOf({ ...quiet, approvals: 1000 }, "1d", text.ja, ja)).toContain("承認待ち1,000件以上。");
  });
  it("begin when the span says", () => {
    expect(sinceOf("7d", new Date("2026-01-14T00:00:00Z"))).toBe("2026-01-07T00:00:00.000Z");
  });
});

describe("sensors", () => {
  it("are sorted by worry, and an unknown state is no alarm", () => {
    const unknown: Sensor = { name: "a", kind: "watch", health: "unknown" };
    expect(byWorry([sensors[0]!, unknown, sensors[1]!]).map((sensor) => sensor.health)).toEqual(["silent", "unknown", "fine"]);
    expect(notFine(unknown)).toBe(false);
  });
});
