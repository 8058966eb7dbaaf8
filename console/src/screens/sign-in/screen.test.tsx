// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { navigate } from "@/router/location";
import { fakeHub, problem, type FakeHub } from "@/screens/servers/fake-hub";
import { session } from "@/session/session";
import { choose } from "@/settings/settings";
import { sampleMe } from "../sharing/samples";
import SignIn from "./index";

let hub: FakeHub;
beforeEach(() => {
  Object.assign(globalThis, { EventSource: class { static CLOSED = 2; addEventListener(): void {} close(): void {} } });
  choose({ language: "en", zone: "UTC" });
  session.set({ state: "out" });
  navigate("/sign-in", { replace: true });
  hub = fakeHub({
    "GET /session": { body: { hub: "Example ISAC hub", oidc: false } },
    "GET /me": { body: sampleMe },
    "POST /session": { status: 201, body: { account: "tanaka", csrf_token: "t" } },
    "POST /session/link": { status: 201, body: { account: "tanaka", csrf_token: "t" } },
  });
});
afterEach(cleanup);

function type(account: string, password: string): void {
  fireEvent.input(screen.getByLabelText("Account"), { target: { value: account } });
  fireEvent.input(screen.getByLabelText("Password"), { target: { value: password } });
  fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
}
const posts = (): string[] => hub.asked.filter((line) => line.startsWith("POST"));

describe("signing in", () => {
  it("leads back to where one was", async () => {
    navigate("/sign-in?return=%2Fservers%3Fq%3Dport%253A443", { replace: true });
    render(<SignIn />);
    type("tanaka", "beacon fires");
    await waitFor(() => expect(location.pathname + location.search).toBe("/servers?q=port%3A443"));
  });
  it("leads nowhere else, whatever the address says", async () => {
    navigate("/sign-in?return=https%3A%2F%2Fevil.example%2F", { replace: true });
    render(<SignIn />);
    type("tanaka", "beacon fires");
    await waitFor(() => expect(location.href).toMatch(/\/$/));
    expect(location.href).not.toContain("evil");
  });
  it("says that it was wrong, and keeps the account's name", async () => {
    hub.answer("POST /session", problem(401));
    render(<SignIn />);
    type("tanaka", "wrong");
    expect(await screen.findByText(/Account or password is wrong/)).toBeTruthy();
    await waitFor(() => expect(screen.getByLabelText("Account")).toHaveProperty("value", "tanaka"));
    await waitFor(() => expect(screen.getByLabelText("Password")).toHaveProperty("value", ""));
  });
  it("asks nothing while the hub wants one to wait", async () => {
    hub.answer("POST /session", problem(429));
    render(<SignIn />);
    type("tanaka", "x");
    expect(await screen.findByText(/You can try again in 5 s/)).toBeTruthy();
    await waitFor(() => expect(screen.getByRole("button", { name: "Sign in" })).toHaveProperty("disabled", true));
    expect(posts()).toHaveLength(1);
  });
  it("works with password managers", () => {
    render(<SignIn />);
    expect(screen.getByLabelText("Account").getAttribute("autocomplete")).toBe("username");
    expect(screen.getByLabelText("Password").getAttribute("autocomplete")).toBe("current-password");
  });
  it("offers the organisation's provider only where there is one", async () => {
    render(<SignIn />);
    await screen.findByText("Example ISAC hub");
    expect(screen.queryByRole("link", { name: "Sign in at your organisation" })).toBeNull();
    cleanup();
    hub.answer("GET /session", { body: { hub: "Example ISAC hub", oidc: true } });
    render(<SignIn />);
    const link = await screen.findByRole("link", { name: "Sign in at your organisation" });
    expect(link.getAttribute("href")).toBe("/api/v1/oidc/start");
  });
});

describe("a one-time link", () => {
  it("is sent once, and is gone from the address before that", async () => {
    history.replaceState(null, "", "/sign-in#link=s3cret");
    render(<SignIn />);
    await waitFor(() => expect(posts()).toEqual(['POST /session/link {"link":"s3cret"}']));
    expect(location.href).not.toContain("s3cret");
    await waitFor(() => expect(location.pathname).toBe("/"));
  });
  it("that was used says so, and what to do", async () => {
    hub.answer("POST /session/link", problem(401));
    history.replaceState(null, "", "/sign-in#link=old");
    render(<SignIn />);
    expect(await screen.findByText(/used already, has run out/)).toBeTruthy();
    expect(await screen.findByText(/Ask whoever sent it/)).toBeTruthy();
  });
});
