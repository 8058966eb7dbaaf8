// Keys: one's own, for programs.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { remove } from "@/api/client";
import type { Schema } from "@/api/contract";
import { problemFrom, type Problem } from "@/api/problem";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Failed } from "@/components/failed";
import { Answered, EmptyState } from "@/components/states";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { toast } from "@/components/toast";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { isOver } from "./expiry";
import { MakeKey } from "./make";
import { text } from "./text";

type Key = Schema<"Key">;

export function Keys() {
  const words = useText(text);
  const answer = useAnswer("/keys", {});
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const columns = useColumns(setRevoking);
  const make = (
    <Button kind="primary" onClick={() => setMaking(true)}>
      {words.make}
    </Button>
  );
  return (
    <div class="stack">
      <p class="soft">{words.lead}</p>
      <Answered
        answer={answer}
        empty={
          <EmptyState title={words.empty} action={make}>
            {words.emptyText}
          </EmptyState>
        }
      >
        {({ items }) => (
          <Table label={words.label} name="keys" columns={columns} rows={items} keyOf={(key) => String(key.id)} actions={make} />
        )}
      </Answered>
      {making && <MakeKey onClose={() => setMaking(false)} onMade={answer.again} />}
      {revoking && (
        <Revoke
          held={revoking}
          onClose={() => setRevoking(null)}
          onDone={() => {
            setRevoking(null);
            toast(words.revoked(revoking.name));
            answer.again();
          }}
        />
      )}
    </div>
  );
}

function useColumns(revoke: (key: Key) => void): Column<Key>[] {
  const words = useText(text);
  const scopes = (key: Key): string => key.scopes.map((scope) => words.scope[scope]).join(", ");
  return [
    { id: "name", title: words.name, width: 10, grow: true, sort: (a, b) => a.name.localeCompare(b.name), cell: (key) => key.name, csv: (key) => key.name },
    { id: "scopes", title: words.scopes, width: 13, cell: scopes, csv: (key) => key.scopes.join("; ") },
    {
      id: "expires",
      title: words.expires,
      width: 12,
      cell: (key) =>
        key.expires === undefined ? (
          <Badge tone="warn">{words.never}</Badge>
        ) : isOver(key.expires, new Date()) ? (
          <Badge tone="bad">{words.expired}</Badge>
        ) : (
          <Timestamp at={key.expires} />
        ),
      csv: (key) => key.expires,
    },
    { id: "created", title: words.created, width: 11, hideBelow: 640, cell: (key) => <Timestamp at={key.created} />, csv: (key) => key.created },
    {
      id: "used",
      title: words.lastUsed,
      width: 9,
      hideBelow: 480,
      cell: (key) => (key.last_used ? <Timestamp at={key.last_used} relative /> : <span class="soft">{words.unused}</span>),
      csv: (key) => key.last_used,
    },
    {
      id: "action",
      title: words.action,
      screenOnly: true,
      width: 7,
      cell: (key) => (
        <span class="no-print">
          <Button kind="quiet" label={words.revokeOne(key.name)} onClick={() => revoke(key)}>
            {words.revoke}
          </Button>
        </span>
      ),
    },
  ];
}

function Revoke({ held, onClose, onDone }: { readonly held: Key; readonly onClose: () => void; readonly onDone: () => void }) {
  const words = useText(text);
  const shared = useText(common);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = (): void => {
    if (busy) return;
    setBusy(true);
    remove("/keys/{id}", { path: { id: String(held.id) } })
      .then(onDone)
      .catch((thrown: unknown) => setProblem(problemFrom(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      title={words.revokeTitle}
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" kind="danger" busy={busy}>
            {words.confirmRevoke}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>
          <strong>{held.name}</strong>
        </p>
        <p>{words.revokeText}</p>
        {problem && <Failed title={words.failed} problem={problem} />}
      </div>
    </Dialog>
  );
}
