// @vitest-environment happy-dom
// What a real hub answered (tests/golden/api), drawn in both languages: nothing of it is left out.
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub } from "@/screens/servers/fake-hub";
import { golden } from "@/screens/servers/golden";
import { session } from "@/session/session";
import { choose, type Language } from "@/settings/settings";
import Operate from "./index";

const me = golden("me", "/me");
const accounts = golden("accounts", "/accounts");
const inputs = golden("inputs", "/inputs");
const trail = golden("trail", "/trail");
const sensors = golden("sensors", "/sensors");
const storage = golden("storage", "/storage");
const doctor = golden("doctor", "/doctor");
const credentials = golden("seal_credentials", "/seals/credentials");
const requests = golden("seal_requests", "/seals/requests");
const uses = golden("seal_uses", "/seals/uses");

beforeEach(() => {
  session.set({ state: "in", me: { ...me, operates: true } });
  fakeHub({
    "GET /accounts": { body: accounts },
    "GET /inputs": { body: inputs },
    "GET /trail": { body: trail },
    "GET /sensors": { body: sensors },
    "GET /storage": { body: storage },
    "GET /doctor": { body: doctor },
    "GET /seals/credentials": { body: credentials },
    "GET /seals/requests": { body: requests },
    "GET /seals/uses": { body: uses },
  });
});
afterEach(cleanup);

function show(tab: string, language: Language): void {
  choose({ language, zone: "JST" });
  navigate(`/operate?tab=${tab}`, { replace: true });
  render(<Operate />);
}
const there = async (said: string): Promise<void> => {
  expect((await screen.findAllByText(said)).length).toBeGreaterThan(0);
};

describe.each(["en", "ja"] as const)("a hub's own answers, in %s", (language) => {
  it("every account", async () => {
    show("users", language);
    for (const one of accounts.items) await there(one.name);
  });
  it("every input, with its last result", async () => {
    show("feeds", language);
    for (const one of inputs.items) await there(one.last_result ?? "–");
  });
  it("every entry of the trail", async () => {
    show("trail", language);
    for (const one of trail.items.slice(0, 20)) await there(one.subject);
  });
  it("every sensor, with what is the matter", async () => {
    show("sensors", language);
    for (const one of sensors.items) await there(one.name);
  });
  it("every seal key, request and use", async () => {
    show("seals", language);
    for (const one of credentials.items) await there(one.id);
    for (const one of requests.items.filter((request) => request.description !== "")) await there(one.description);
    for (const one of uses.items) await there(`${one.hashes.slice(0, 8)}…`);
    expect(screen.getAllByRole("button", { name: language === "ja" ? /の要求を承認$/ : /^Approve the request of/ })).toHaveLength(
      requests.items.filter((request) => request.can).length,
    );
  });
  it("every table that is kept", async () => {
    show("storage", language);
    for (const one of storage.items) await there(one.table);
  });
  it("every check of the doctor, in the reader's language", async () => {
    show("doctor", language);
    fireEvent.click(await screen.findByRole("button", { name: language === "ja" ? "点検する" : "Examine" }));
    for (const one of doctor.checks) await there(one[language]);
  });
});
