// News from the hub (server-sent events), one connection for the whole console.
//
//   useEvents(["added", "retracted"], (event) => …);
//
// The browser comes back by itself and says what it heard last (Last-Event-ID).  Where it gives up
// (the hub answered with an error), we begin anew after a pause that grows, from the last id that was
// heard: nothing is missed, nothing heard twice.
import { useEffect, useRef } from "preact/hooks";
import { cell, useCell } from "@/state/cell";
import { kApi } from "./client";
import type { Schema } from "./contract";

export type EventName = "added" | "released" | "retracted" | "expired" | "deleted";
const kNames: readonly EventName[] = ["added", "released", "retracted", "expired", "deleted"];

export interface HubEvent extends Schema<"Event"> {
  readonly event: EventName;
}

/** off: nobody signed in; waiting: the connection broke and is tried again. */
export type LiveState = "off" | "connecting" | "live" | "waiting";

export const live = cell<LiveState>("off");
export const useLive = (): LiveState => useCell(live);

type Listener = (event: HubEvent) => void;
const listeners = new Map<EventName, Set<Listener>>(kNames.map((name) => [name, new Set()]));

const kShortestPause = 1_000;
const kLongestPause = 60_000;

let source: EventSource | null = null;
let lastId = "";
let pause = kShortestPause;
let timer: ReturnType<typeof setTimeout> | undefined;

function hear(message: MessageEvent<string>): void {
  if (message.lastEventId !== "") lastId = message.lastEventId;
  const name = message.type as EventName;
  let said: Schema<"Event">;
  try {
    said = JSON.parse(message.data) as Schema<"Event">;
  } catch {
    return; // half an event of a broken connection: the next one brings it whole
  }
  for (const tell of listeners.get(name) ?? []) tell({ ...said, event: name });
}

function connect(): void {
  live.set(live.get() === "off" ? "connecting" : "waiting");
  source = new EventSource(`${kApi}/events` + (lastId === "" ? "" : `?after=${encodeURIComponent(lastId)}`));
  source.onopen = () => {
    pause = kShortestPause;
    live.set("live");
  };
  source.onerror = () => {
    live.set("waiting");
    if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, kLongestPause);
  };
  for (const name of kNames) source.addEventListener(name, hear as (event: Event) => void);
}

export function startEvents(): void {
  if (source) return;
  connect();
}

export function stopEvents(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  lastId = "";
  live.set("off");
}

const kGather = 1_000;

/**
 * Calls back with the newest event of these names, at most once a second: after a feed of ten
 * thousand objects one look at the hub is enough.
 */
export function useEvents(names: readonly EventName[], callback: (event: HubEvent) => void): void {
  const latest = useRef(callback);
  latest.current = callback;
  const key = names.join(",");
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let newest: HubEvent | undefined;
    const tell = (event: HubEvent): void => {
      newest = event;
      waiting ??= setTimeout(() => {
        waiting = undefined;
        if (newest) latest.current(newest);
      }, kGather);
    };
    const followed = key === "" ? [] : (key.split(",") as EventName[]);
    for (const name of followed) listeners.get(name)?.add(tell);
    return () => {
      clearTimeout(waiting);
      for (const name of followed) listeners.get(name)?.delete(tell);
    };
  }, [key]);
}
