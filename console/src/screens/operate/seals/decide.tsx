// The decision on a request, asked once more: a seal cannot be taken back.
import { useState } from "preact/hooks";
import { post } from "@/api/client";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Failed } from "@/components/failed";
import { toast } from "@/components/toast";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import type { SealRequest } from "./requests";
import { text } from "./text";

export type Decision = "approve" | "refuse";

export interface DecideProps {
  readonly request: SealRequest;
  readonly decision: Decision;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function Decide({ request, decision, onClose, onDone }: DecideProps) {
  const words = useText(text);
  const shared = useText(common);
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const approves = decision === "approve";
  const send = (): void => {
    if (busy) return;
    setBusy(true);
    const to = { path: { handle: request.handle } };
    (approves ? post("/seals/requests/{handle}/approve", to) : post("/seals/requests/{handle}/refuse", to))
      .then(() => {
        toast(approves ? words.approvedNow(request.account) : words.refusedNow(request.account));
        onDone();
      })
      .catch((thrown: unknown) => setProblem(problemFrom(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      title={approves ? words.approveTitle : words.refuseTitle}
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" kind={approves ? "primary" : "danger"} busy={busy}>
            {approves ? words.confirmApprove : words.confirmRefuse}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>
          <strong>{words.asks(request.account, format.count(request.signatures))}</strong>
        </p>
        <p>{approves ? words.approveText : words.refuseText}</p>
        {problem && <Failed title={words.failed} problem={problem} />}
      </div>
    </Dialog>
  );
}
