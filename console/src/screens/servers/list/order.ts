// The orders that the hub knows; an address with another one shows the usual order.
import type { RequestOf } from "@/api/contract";

type Order = NonNullable<NonNullable<RequestOf<"/servers", "get">["query"]>["order"]>;

export const kDefaultOrder = "-probability";

const kOrder = /^-?(probability|clients|contacts|first_seen|last_seen|added|server|country|status|score)$/;

export function orderOf(sort: string): Order {
  return kOrder.test(sort) ? sort : kDefaultOrder;
}
