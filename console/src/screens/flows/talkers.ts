// From the hub's list of the greatest to the rows of the table: each with its share of all traffic.
import type { Schema } from "@/api/contract";
import type { Order } from "./query";

export type FlowTop = Schema<"FlowTop">;
export type FlowKey = Schema<"FlowKey">;

/** How the hub names the row in which all subscribers stand together. */
export const kSubscribers = "subscribers";

export interface Talker {
  readonly place: number;
  readonly key: FlowKey;
  readonly octets: number;
  readonly packets: number;
  readonly flows: number;
  /** null: one or two; undefined: not counted for this kind of row. */
  readonly clients: number | null | undefined;
  /** Of all octets, packets or flows that the filter holds; undefined: not known. */
  readonly share: number | undefined;
  /** Of the greatest row, by what they are ordered by: the length of its bar. */
  readonly length: number;
}

export function talkersOf(top: FlowTop, order: Order): readonly Talker[] {
  // Distinct clients of several rows are not the sum of them: there is no share of clients.
  const total = order === "clients" ? undefined : top.totals?.[order];
  const amount = (item: FlowTop["items"][number]): number => item[order] ?? 0;
  const most = Math.max(1, ...top.items.map(amount));
  return top.items.map((item, at) => ({
    place: at + 1,
    key: item.key,
    octets: item.octets,
    packets: item.packets,
    flows: item.flows,
    clients: item.clients,
    share: total ? amount(item) / total : undefined,
    length: amount(item) / most,
  }));
}

/** What the rows shown leave out, as a share of all; undefined: not known, or nothing. */
export function restOf(talkers: readonly Talker[]): number | undefined {
  if (talkers.length === 0 || talkers.some((talker) => talker.share === undefined)) return undefined;
  const rest = 1 - talkers.reduce((sum, talker) => sum + (talker.share ?? 0), 0);
  return rest > 0.0005 ? rest : undefined;
}
