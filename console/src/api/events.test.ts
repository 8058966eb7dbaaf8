// @vitest-environment happy-dom
import { cleanup, renderHook } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { live, startEvents, stopEvents, useEvents } from "./events";

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static made: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly address: string) {
    super();
    FakeSource.made.push(this);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
  say(name: string, data: string, lastEventId: string): void {
    this.dispatchEvent(new MessageEvent(name, { data, lastEventId }));
  }
}

const kEvent = '{"id":"indicator--1","type":"indicator","collection":"c","at":"2026-01-14T00:00:00.000Z"}';

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.made = [];
  vi.stubGlobal("EventSource", FakeSource);
});
afterEach(() => {
  cleanup();
  stopEvents();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("many events of a second are one call, with the newest", () => {
  const heard = vi.fn();
  renderHook(() => useEvents(["added"], heard));
  startEvents();
  const source = FakeSource.made[0];
  source?.say("added", kEvent, "a1");
  source?.say("deleted", kEvent, "a2");
  source?.say("added", kEvent.replace("--1", "--2"), "a3");
  expect(heard).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(heard).toHaveBeenCalledOnce();
  expect(heard.mock.calls[0]?.[0]).toMatchObject({ event: "added", id: "indicator--2" });
});

test("where the browser gives up, we begin anew after what was heard last", () => {
  startEvents();
  const first = FakeSource.made[0];
  first?.onopen?.();
  expect(live.get()).toBe("live");
  first?.say("added", kEvent, "cafe");
  first?.close();
  first?.onerror?.();
  expect(live.get()).toBe("waiting");
  vi.advanceTimersByTime(1_000);
  expect(FakeSource.made[1]?.address).toBe("/api/v1/events?after=cafe");
  FakeSource.made[1]?.close();
  FakeSource.made[1]?.onerror?.();
  vi.advanceTimersByTime(1_999);
  expect(FakeSource.made).toHaveLength(2); // the pause has doubled
  vi.advanceTimersByTime(1);
  expect(FakeSource.made).toHaveLength(3);
});

test("an event that is no JSON is passed over", () => {
  const heard = vi.fn();
  renderHook(() => useEvents(["added"], heard));
  startEvents();
  FakeSource.made[0]?.say("added", "{half", "x");
  vi.advanceTimersByTime(1_000);
  expect(heard).not.toHaveBeenCalled();
});

test("signing out ends the connection, and nothing comes back to life", () => {
  startEvents();
  FakeSource.made[0]?.close();
  FakeSource.made[0]?.onerror?.();
  stopEvents();
  vi.advanceTimersByTime(120_000);
  expect(FakeSource.made).toHaveLength(1);
  expect(live.get()).toBe("off");
});
