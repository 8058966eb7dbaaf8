// Watching a server: a star in lists, a button on its page.
//
// What the hub answered counts: until it has, the star stays as it is and says that it is busy.
// Rows that were fetched before know nothing of it, so that later choices are kept beside them.
import { useState } from "preact/hooks";
import { put, remove } from "@/api/client";
import type { Schema } from "@/api/contract";
import { problemFrom } from "@/api/problem";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { toast } from "@/components/toast";
import { cell, useCell } from "@/state/cell";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Row = Schema<"ServerRow">;
type Named = Pick<Row, "id" | "server" | "watched">;

const chosen = cell<ReadonlyMap<string, boolean>>(new Map());

/** Forgets choices of this page in favour of what the hub says anew. */
export function forgetWatching(id: string): void {
  const kept = new Map(chosen.get());
  if (kept.delete(id)) chosen.set(kept);
}

export interface Watching {
  readonly watched: boolean;
  readonly busy: boolean;
  toggle(): void;
}

export function useWatching(row: Named): Watching {
  const words = useText(text);
  const now = useCell(chosen);
  const [busy, setBusy] = useState(false);
  const watched = now.get(row.id) ?? row.watched;
  const toggle = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await (watched ? remove : put)("/servers/{id}/watch", { path: { id: row.id } });
      chosen.set(new Map(chosen.get()).set(row.id, !watched));
      toast((watched ? words.watchingNot : words.watching)(row.server));
    } catch (thrown) {
      const problem = problemFrom(thrown);
      toast(words.failed(problem.detail || problem.title || problem.trouble), "bad");
    } finally {
      setBusy(false);
    }
  };
  return { watched, busy, toggle: () => void toggle() };
}

export function WatchStar({ row }: { readonly row: Named }) {
  const words = useText(text);
  const { watched, busy, toggle } = useWatching(row);
  return (
    <span class={watched ? "star on" : "star"}>
      <Button kind="quiet" busy={busy} pressed={watched} onClick={toggle} label={(watched ? words.unwatch : words.watch)(row.server)}>
        <Icon name={watched ? "starFilled" : "star"} />
      </Button>
    </span>
  );
}
