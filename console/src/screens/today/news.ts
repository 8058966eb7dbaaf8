// What changed in the list of the front page while somebody was reading it.
//
// Values may change in place; rows that come, go or move may not, until the reader asks for them.
import type { Schema } from "@/api/contract";

type Row = Schema<"ServerRow">;

/** Watched ones first, the likeliest first among equals; the hub's order decides ties. */
export function inOrder(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort((a, b) => Number(b.watched) - Number(a.watched) || b.probability - a.probability);
}

export interface News {
  /** The rows to show: the order that was read, the newest values. */
  readonly rows: readonly Row[];
  /** Rows that came since. */
  readonly fresh: number;
  /** Rows came, went or changed places. */
  readonly moved: boolean;
}

/** `shown` are the ids that stand on the page; null: nothing yet. */
export function newsOf(shown: readonly string[] | null, latest: readonly Row[]): News {
  const now = inOrder(latest);
  if (shown === null) return { rows: now, fresh: 0, moved: false };
  const byId = new Map(now.map((row) => [row.id, row]));
  const rows = shown.map((id) => byId.get(id)).filter((row) => row !== undefined);
  const known = new Set(shown);
  const fresh = now.filter((row) => !known.has(row.id)).length;
  const moved = now.length !== shown.length || now.some((row, at) => row.id !== shown[at]);
  return { rows, fresh, moved };
}
