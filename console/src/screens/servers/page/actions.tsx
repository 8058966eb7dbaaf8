// What can be done about a server: judge it, watch it, have it shared, take it back, look further.
//
// Each has a key of its own (the keyboard dialog lists them).  Nothing is shown as done before the
// hub has answered.
import { useState } from "preact/hooks";
import { post, put } from "@/api/client";
import { problemFrom } from "@/api/problem";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Menu, type MenuItem } from "@/components/menu";
import { toast } from "@/components/toast";
import { navigate, pathOf } from "@/router/location";
import { usePageKeys, type PageKey } from "@/shell/page-keys";
import { useText } from "@/text/dictionary";
import { useFormat } from "@/format/format";
import { useWatching } from "../watch";
import { actionText } from "./action-text";
import { RejectDialog, ReleaseDialog, RetractDialog } from "./dialogs";
import type { Server } from "./page";

type Verdict = "confirmed" | "rejected" | "withdrawn";
type Open = "reject" | "release" | "retract" | null;

export interface ActionsProps {
  readonly server: Server;
  /** The hub answered with the server as it is now. */
  readonly took: (server: Server) => void;
  readonly again: () => void;
}

/** The filter of the flows screen that shows this server alone; a record does not know which end serves. */
export function flowsHref({ ip, port, proto }: Server["row"]): string {
  const ports = port > 0 ? ` and port ${port}` : "";
  return `/flows?${new URLSearchParams({ filter: `ip ${ip}${ports} and proto ${proto}` })}`;
}

export function Actions({ server, took, again }: ActionsProps) {
  const words = useText(actionText);
  const format = useFormat();
  const { row, can } = server;
  const { act } = words;
  const [open, setOpen] = useState<Open>(null);
  const [busy, setBusy] = useState<Verdict | "retract" | null>(null);
  const watching = useWatching(row);
  const own = server.opinions.find((opinion) => opinion.own && opinion.verdict !== "withdrawn")?.verdict;

  const run = async (what: Verdict | "retract", ask: () => Promise<string>): Promise<void> => {
    if (busy) return;
    setBusy(what);
    try {
      toast(await ask());
      setOpen(null);
    } catch (thrown) {
      const problem = problemFrom(thrown);
      toast(act.failed(problem.detail || problem.title || problem.trouble), "bad");
    } finally {
      setBusy(null);
    }
  };
  const judge = (verdict: Verdict, reason?: string): void =>
    void run(verdict, async () => {
      const body = reason === undefined ? { verdict } : { verdict, reason };
      took(await put("/servers/{id}/verdict", { path: { id: row.id }, body }));
      return act[verdict](row.server);
    });
  const retract = (): void =>
    void run("retract", async () => {
      const { retracted } = await post("/objects/{id}/retract", { path: { id: row.id } });
      again();
      return words.retract.done(format.count(retracted));
    });

  const intelligence = pathOf("intelligence", "objects", row.id);
  const items: readonly MenuItem[] = [
    { text: act.intelligence, href: intelligence },
    ...(can.story ? [{ text: act.flows, href: flowsHref(row) }] : []),
    { text: act.print, act: () => print() },
    ...(own ? [{ text: act.withdraw, act: () => judge("withdrawn"), disabled: !can.judge }] : []),
    ...(can.retract ? [{ text: act.retract, act: () => setOpen("retract"), danger: true }] : []),
  ];
  useServerKeys(server, { confirm: () => judge("confirmed"), open: setOpen, watch: watching.toggle, intelligence });

  return (
    <>
      {can.judge && (
        <>
          <Button kind="primary" busy={busy === "confirmed"} disabled={own === "confirmed"} onClick={() => judge("confirmed")}>
            <Icon name="check" size={13} /> {act.confirm}
          </Button>
          <Button disabled={own === "rejected"} onClick={() => setOpen("reject")}>
            <Icon name="cross" size={13} /> {act.reject}
          </Button>
        </>
      )}
      {can.release.length > 0 && <Button onClick={() => setOpen("release")}>{act.release}</Button>}
      {can.watch && (
        <Button pressed={watching.watched} busy={watching.busy} onClick={watching.toggle}>
          <Icon name={watching.watched ? "starFilled" : "star"} size={14} /> {watching.watched ? act.unwatch : act.watch}
        </Button>
      )}
      <Menu label={act.more} items={items} />
      <RejectDialog
        server={open === "reject" ? row.server : null}
        busy={busy === "rejected"}
        onReject={(reason) => judge("rejected", reason)}
        onClose={() => setOpen(null)}
      />
      <ReleaseDialog server={open === "release" ? server : null} onDone={again} onClose={() => setOpen(null)} />
      <RetractDialog
        server={open === "retract" ? row.server : null}
        busy={busy === "retract"}
        onRetract={retract}
        onClose={() => setOpen(null)}
      />
    </>
  );
}

interface Doing {
  confirm(): void;
  open(what: Open): void;
  watch(): void;
  readonly intelligence: string;
}

function useServerKeys({ row, can }: Server, doing: Doing): void {
  const { act } = useText(actionText);
  const keys: PageKey[] = [];
  const plain = (does: string): string => does.replace(/…$/, "");
  if (can.judge) {
    keys.push({ key: "c", does: act.confirm, act: doing.confirm });
    keys.push({ key: "x", does: plain(act.reject), act: () => doing.open("reject") });
  }
  if (can.release.length > 0) keys.push({ key: "r", does: plain(act.release), act: () => doing.open("release") });
  if (can.watch) keys.push({ key: "w", does: act.watch, act: doing.watch });
  keys.push({ key: "i", does: act.intelligence, act: () => navigate(doing.intelligence) });
  if (can.story) keys.push({ key: "f", does: act.flows, act: () => navigate(flowsHref(row)) });
  if (can.retract) keys.push({ key: "D", does: plain(act.retract), act: () => doing.open("retract") });
  usePageKeys(row.server, keys);
}
