// The questions before a decision: to whom it goes, and what stands against it.
import { useState } from "preact/hooks";
import type { Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Failed } from "@/components/failed";
import { TextArea } from "@/components/forms";
import { Icon } from "@/components/icon";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { AudienceList, type Audience } from "../places";
import { RemarkLine } from "./check-list";
import { audienceOf, nameOf, type Remark, type Waiting } from "./checks";
import { decide, releaseAll } from "./decisions";
import { text } from "./text";

export type Asking = "release" | "despite" | "refuse";

export interface DecisionDialogProps {
  readonly item: Waiting;
  readonly asking: Asking;
  readonly onClose: () => void;
  /** Decided, by us or by somebody else meanwhile. */
  readonly onDecided: (said: string, good: boolean) => void;
}

export function DecisionDialog({ item, asking, onClose, onDecided }: DecisionDialogProps) {
  const words = useText(text);
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // What the hub objects to now counts, not what it objected to when the list was made.
  const despite = asking === "despite" || (asking === "release" && problem?.trouble === "conflict");
  const needsReason = despite || asking === "refuse";
  const name = nameOf(item.object);

  const send = async (): Promise<void> => {
    if (busy) return;
    if (needsReason && reason.trim() === "") return setWanting(true);
    setBusy(true);
    const decision = asking === "refuse" ? "refuse" : "release";
    const said = reason.trim() === "" ? {} : { reason: reason.trim() };
    const failed = await decide(item.number, { decision, override: despite, ...said });
    setBusy(false);
    if (failed?.trouble === "missing") return onDecided(words.gone, false);
    if (failed) return setProblem(failed);
    onDecided(decision === "release" ? words.released(name) : words.refused(name), true);
  };

  const title = asking === "refuse" ? words.refuseTitle : despite ? words.despiteTitle : words.confirmReleaseTitle;
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      onSubmit={() => void send()}
      actions={<Actions asking={asking} despite={despite} busy={busy} onClose={onClose} />}
    >
      <div class="stack">
        <p class="dialog-name">{name}</p>
        {asking === "refuse" ? <p>{words.refuseText}</p> : <GoesTo title={words.goesTo} audience={item.audience} />}
        {despite && <Objections remarks={problem?.remarks.length ? problem.remarks : item.remarks} />}
        {needsReason && (
          <TextArea
            label={words.reason}
            hint={despite ? words.reasonHintDespite : words.reasonHintRefuse}
            value={reason}
            onInput={setReason}
            rows={3}
            maxLength={2000}
            error={wanting && reason.trim() === "" ? words.reasonWanted : undefined}
          />
        )}
        {problem && problem.trouble !== "conflict" && <Failed title={words.failed} problem={problem} />}
      </div>
    </Dialog>
  );
}

interface ActionsProps {
  readonly asking: Asking;
  readonly despite: boolean;
  readonly busy: boolean;
  readonly onClose: () => void;
}

function Actions({ asking, despite, busy, onClose }: ActionsProps) {
  const words = useText(text);
  const shared = useText(common);
  const danger = despite || asking === "refuse";
  const act = asking === "refuse" ? words.confirmRefuse : despite ? words.confirmDespite : words.confirmRelease;
  return (
    <>
      <Button onClick={onClose}>{shared.cancel}</Button>
      <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy}>
        {act}
      </Button>
    </>
  );
}

function Objections({ remarks }: { readonly remarks: readonly Remark[] }) {
  const words = useText(text);
  return (
    <>
      <ul class="checks">
        {remarks
          .filter((remark) => remark.blocks)
          .map((remark) => (
            <li class="blocks" key={remark.rule + remark.property}>
              <span class="sign">
                <Icon name="cross" size={13} />
              </span>
              <RemarkLine remark={remark} />
            </li>
          ))}
      </ul>
      <p>{words.despiteText}</p>
    </>
  );
}

function GoesTo({ title, audience }: { readonly title: string; readonly audience: Audience | undefined }) {
  const words = useText(text);
  return (
    <div class="stack close">
      <h3>{title}</h3>
      <div>{audience ? <AudienceList audience={audience} /> : words.goesToUnsaid}</div>
      <p class="soft small">{words.cannotUnsee}</p>
    </div>
  );
}

export interface ManyDialogProps {
  /** None of them with an objection. */
  readonly items: readonly Waiting[];
  readonly onClose: () => void;
  readonly onDone: (failed: readonly number[]) => void;
}

export function ManyDialog({ items, onClose, onDone }: ManyDialogProps) {
  const words = useText(text);
  const shared = useText(common);
  const format = useFormat();
  const [done, setDone] = useState<number | null>(null);
  const count = format.count(items.length);
  const send = async (): Promise<void> => {
    if (done !== null) return;
    setDone(0);
    onDone(await releaseAll(items, setDone));
  };
  const known = items.every((item) => item.audience);
  return (
    <Dialog
      open
      title={words.manyTitle(count)}
      onClose={done === null ? onClose : () => undefined}
      onSubmit={() => void send()}
      actions={
        <>
          <Button onClick={onClose} disabled={done !== null}>
            {shared.cancel}
          </Button>
          <Button type="submit" kind="primary" busy={done !== null}>
            {words.confirmRelease}
          </Button>
        </>
      }
    >
      <div class="stack">
        <GoesTo title={words.goesToMany(count)} audience={known ? audienceOf(items) : undefined} />
        <div class="many" tabIndex={0} role="group" aria-label={words.manyTitle(count)}>
          <ul>
            {items.map((item) => (
              <li key={item.number}>{nameOf(item.object)}</li>
            ))}
          </ul>
        </div>
        <p role="status">{done !== null && words.progress(format.count(done), count)}</p>
      </div>
    </Dialog>
  );
}
