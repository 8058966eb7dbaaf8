// Questions before an action on a server: why it is rejected, where it is to be shared, whether it is
// really to be taken back.
import { useState } from "preact/hooks";
import { post } from "@/api/client";
import type { Schema } from "@/api/contract";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Select, TextArea } from "@/components/forms";
import { ErrorState } from "@/components/states";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { actionText } from "./action-text";
import type { Server } from "./page";

const kLongestReason = 2_000; // as the contract says

interface RejectProps {
  /** null: not asked. */
  readonly server: string | null;
  readonly busy: boolean;
  readonly onReject: (reason: string) => void;
  readonly onClose: () => void;
}

export function RejectDialog(props: RejectProps) {
  return props.server === null ? null : <OpenReject {...props} server={props.server} />;
}

function OpenReject({ server, busy, onReject, onClose }: RejectProps & { readonly server: string }) {
  const { reject } = useText(actionText);
  const shared = useText(common);
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const missing = reason.trim() === "";
  const submit = (): void => {
    setAsked(true);
    if (!missing && !busy) onReject(reason.trim());
  };
  return (
    <Dialog
      open
      title={reject.title(server)}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button kind="danger" type="submit" busy={busy}>
            {reject.act}
          </Button>
        </>
      }
    >
      <p>{reject.says}</p>
      <TextArea
        label={reject.reason}
        hint={reject.hint}
        value={reason}
        onInput={setReason}
        maxLength={kLongestReason}
        error={asked && missing ? reject.missing : undefined}
      />
    </Dialog>
  );
}

interface ReleaseProps {
  readonly server: Server | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function ReleaseDialog({ server, onDone, onClose }: ReleaseProps) {
  return server === null ? null : <OpenRelease server={server} onDone={onDone} onClose={onClose} />;
}

type Received = Schema<"Received">;

function OpenRelease({ server: { row, can }, onDone, onClose }: ReleaseProps & { readonly server: Server }) {
  const { release } = useText(actionText);
  const shared = useText(common);
  const [collection, setCollection] = useState(can.release[0]?.id ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [received, setReceived] = useState<Received | null>(null);
  const submit = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      setReceived(await post("/servers/{id}/release", { path: { id: row.id }, body: { collection } }));
      onDone();
    } catch (thrown) {
      setProblem(problemFrom(thrown));
    } finally {
      setBusy(false);
    }
  };
  if (received) {
    return (
      <Dialog
        open
        title={release.done}
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>{shared.close}</Button>
            <Button kind="primary" href="/sharing">
              {release.toSharing}
            </Button>
          </>
        }
      >
        <Outcome received={received} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      title={release.title(row.server)}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {release.act}
          </Button>
        </>
      }
    >
      <p>{release.says}</p>
      <Select
        label={release.collection}
        value={collection}
        onChange={setCollection}
        options={can.release.map((one) => ({ value: one.id, text: one.community ? `${one.title} (${one.community})` : one.title }))}
      />
      {problem && <ErrorState problem={problem} />}
    </Dialog>
  );
}

/** What was shared, held, known and refused, each only where there is some. */
export function Outcome({ received }: { readonly received: Received }) {
  const { release } = useText(actionText);
  const format = useFormat();
  const { added, confirmed, known, held, refused, warnings } = received;
  const shared = Math.max(0, added + confirmed - held);
  return (
    <div class="stack close" role="status">
      {held > 0 && <p>{release.held(format.count(held))}</p>}
      {shared > 0 && <p>{release.shared(format.count(shared))}</p>}
      {known > 0 && <p>{release.known(format.count(known))}</p>}
      {refused.length > 0 && (
        <>
          <p>{release.refused(format.count(refused.length))}</p>
          <ul class="plain-list" lang="en">
            {refused.map((one) => (
              <li key={one.id}>
                <code>{one.id}</code>: {one.reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {warnings.map((warning) => (
        <p key={warning} class="soft" lang="en">
          {warning}
        </p>
      ))}
    </div>
  );
}

interface RetractProps {
  readonly server: string | null;
  readonly busy: boolean;
  readonly onRetract: () => void;
  readonly onClose: () => void;
}

export function RetractDialog({ server, busy, onRetract, onClose }: RetractProps) {
  const { retract } = useText(actionText);
  const shared = useText(common);
  return (
    <Dialog
      open={server !== null}
      title={retract.title(server ?? "")}
      onClose={onClose}
      onSubmit={() => !busy && onRetract()}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button kind="danger" type="submit" busy={busy}>
            {retract.act}
          </Button>
        </>
      }
    >
      <p>{retract.says}</p>
    </Dialog>
  );
}
