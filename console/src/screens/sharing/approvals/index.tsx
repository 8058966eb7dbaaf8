// The approval queue: the list at the left, the contribution that is looked at at the right.
//
// Which one is looked at stands in the URL (`item`).  j and k go through the queue, r releases and x
// does not, each after a question that says to whom it goes: nothing leaves by one key.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAnswer, usePages } from "@/api/answer";
import { EmptyState, Answered } from "@/components/states";
import { toast } from "@/components/toast";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { isTyping } from "@/shell/keys";
import { useText } from "@/text/dictionary";
import type { Collections } from "../places";
import { isBlocked, nextOf, stepFrom, type Waiting } from "./checks";
import { DecisionDialog, ManyDialog, type Asking } from "./dialogs";
import { Item } from "./item";
import { Queue } from "./queue";
import { text } from "./text";
import "./approvals.css";

const querySpec = { item: param.whole(0) };

export function useCollections(): Collections {
  const { data } = useAnswer("/collections", {});
  return useMemo(() => new Map((data?.items ?? []).map((one) => [one.id, one])), [data]);
}

/** Single keys, outside of fields and with nothing held down; a dialog keeps them to itself. */
function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event.target)) return;
      const act = latest.current[event.key];
      if (!act || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

export function Approvals() {
  const words = useText(text);
  const pages = usePages("/approvals", { query: { limit: 200 } }, { on: ["added", "released", "retracted"], everySeconds: 60 });
  return (
    <Answered answer={pages.answer} empty={<EmptyState title={words.empty}>{words.emptyText}</EmptyState>} lines={10}>
      {() => <Desk pages={pages} />}
    </Answered>
  );
}

function Desk({ pages }: { readonly pages: ReturnType<typeof usePages<"/approvals">> }) {
  const words = useText(text);
  const format = useFormat();
  const collections = useCollections();
  const [query, setQuery, hrefWith] = useQuery(querySpec);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [many, setMany] = useState(false);

  const item = pages.rows.find((one) => one.number === query.item) ?? pages.rows[0];
  const picked = pages.rows.filter((one) => chosen.has(one.number) && !isBlocked(one));
  const step = (by: 1 | -1): void => {
    const number = stepFrom(pages.rows, item?.number, by);
    if (number !== undefined) setQuery({ item: number }, { replace: true });
    if (by === 1 && pages.rows.at(-1)?.number === number) pages.more();
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    r: () => item && setAsking(isBlocked(item) ? "despite" : "release"),
    x: () => item && setAsking("refuse"),
  });

  const decided = (one: Waiting, said: string, good: boolean): void => {
    setAsking(null);
    toast(said, good ? "good" : "bad");
    setQuery({ item: nextOf(pages.rows, one.number) ?? 0 }, { replace: true });
    pages.answer.again();
  };
  const manyDone = (failed: readonly number[]): void => {
    setMany(false);
    setChosen(new Set(failed));
    toast(words.manyReleased(format.count(picked.length - failed.length)));
    if (failed.length > 0) toast(words.manyFailed(format.count(failed.length)), "bad");
    pages.answer.again();
  };

  return (
    <>
      <p class="soft small no-print keys-hint">{words.keys}</p>
      <div class="approvals">
        <Queue
          pages={pages}
          current={item?.number}
          hrefOf={(number) => hrefWith({ item: number })}
          chosen={chosen}
          choose={setChosen}
          collections={collections}
          releaseChosen={() => setMany(true)}
        />
        {item ? <Item key={item.number} item={item} collections={collections} ask={setAsking} /> : <p>{words.choose}</p>}
      </div>
      {item && asking && (
        <DecisionDialog
          item={item}
          asking={asking}
          onClose={() => setAsking(null)}
          onDecided={(said, good) => decided(item, said, good)}
        />
      )}
      {many && <ManyDialog items={picked} onClose={() => setMany(false)} onDone={manyDone} />}
    </>
  );
}
