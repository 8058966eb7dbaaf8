// Names of objects that others refer to, asked for once.
//
// What an account may see is its own: the names go when another one signs in.
import { useEffect } from "preact/hooks";
import { get } from "@/api/client";
import { session } from "@/session/session";
import { cell, useCell } from "@/state/cell";
import { colourOfMarking } from "./markings";

/** null: not here, or not for this account. */
export type Names = ReadonlyMap<string, string | null>;

const kAtOnce = 4; // requests on their way; the hub counts them
const names = cell<Names>(new Map());
const waiting: string[] = [];
const asked = new Set<string>();
let running = 0;

const accountNow = (): string => {
  const now = session.get();
  return now.state === "in" ? now.me.name : "";
};
let account = accountNow();

session.follow(() => {
  if (account === accountNow()) return;
  account = accountNow();
  asked.clear();
  waiting.length = 0;
  names.set(new Map());
});

function keep(found: Iterable<readonly [string, string | null]>): void {
  names.set(new Map([...names.get(), ...found]));
}

function askNext(): void {
  const id = running < kAtOnce ? waiting.shift() : undefined;
  if (id === undefined) return;
  const whose = account;
  running += 1;
  get("/objects/{id}", { path: { id } })
    .then((object) => (object.name === object.type ? null : object.name), () => null)
    .then((name) => {
      running -= 1;
      if (whose === account) keep([[id, name]]);
      askNext();
    });
  askNext();
}

/** Names that came with another answer need not be asked for. */
export function rememberNames(found: readonly { readonly id: string; readonly type: string; readonly name: string }[]): void {
  const fresh = found.filter((one) => one.name !== "" && one.name !== one.type && names.get().get(one.id) !== one.name);
  if (fresh.length === 0) return;
  for (const one of fresh) asked.add(one.id);
  keep(fresh.map((one) => [one.id, one.name] as const));
}

/** The names of these objects, as far as they are known by now. */
export function useNames(ids: readonly string[]): Names {
  const known = useCell(names);
  const key = ids.join(" ");
  useEffect(() => {
    for (const id of ids) {
      if (asked.has(id) || colourOfMarking(id) !== undefined) continue; // colours are known by their ids
      asked.add(id);
      waiting.push(id);
    }
    askNext();
  }, [key]);
  return known;
}
