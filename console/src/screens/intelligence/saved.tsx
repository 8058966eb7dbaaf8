// Searches that are kept for the account: run, kept, forgotten.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { post, remove } from "@/api/client";
import type { Schema } from "@/api/contract";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Field } from "@/components/forms";
import { useProblemText } from "@/components/states";
import { toast } from "@/components/toast";
import { useMe } from "@/session/session";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export type SavedSearch = Schema<"SavedSearch">;

export interface SavedProps {
  /** What is searched for now; "" nothing. */
  readonly q: string;
  /** Id of the one that is shown. */
  readonly running: string;
  readonly onRun: (one: SavedSearch) => void;
}

export function Saved({ q, running, onRun }: SavedProps) {
  const words = useText(text);
  const answer = useAnswer("/searches", {});
  const may = useMe()?.scopes.write ?? false;
  const [saving, setSaving] = useState(false);
  const items = answer.data?.items ?? [];
  if (answer.state === "forbidden" || answer.state === "error") return null; // searching goes on without it
  if (items.length === 0 && q === "") return null;
  const kept = items.some((one) => one.q === q);
  return (
    <div class="saved no-print" role="group" aria-label={words.saved}>
      <span class="soft small">{words.saved}</span>
      {items.map((one) => (
        <span class="saved-one" key={one.id}>
          <Button pressed={one.id === running} title={one.q} onClick={() => onRun(one)}>
            {one.name}
          </Button>
          {may && <Forget one={one} done={answer.again} />}
        </span>
      ))}
      {items.length === 0 && <span class="soft small">{words.noSaved}</span>}
      {may && q !== "" && !kept && (
        <Button kind="quiet" onClick={() => setSaving(true)}>
          <span aria-hidden="true">+ </span>
          {words.save}
        </Button>
      )}
      <SaveDialog
        open={saving}
        q={q}
        onClose={(saved) => {
          setSaving(false);
          if (saved) answer.again();
        }}
      />
    </div>
  );
}

function Forget({ one, done }: { readonly one: SavedSearch; readonly done: () => void }) {
  const words = useText(text);
  const forget = async (): Promise<void> => {
    try {
      await remove("/searches/{id}", { path: { id: one.id } });
      toast(words.forgotten(one.name));
    } catch (thrown) {
      const problem = problemFrom(thrown);
      if (problem.trouble !== "missing") toast(problem.detail || problem.title, "bad");
    }
    done();
  };
  return (
    <Button kind="quiet" label={words.forget(one.name)} onClick={() => void forget()}>
      <span aria-hidden="true">✕</span>
    </Button>
  );
}

interface SaveDialogProps {
  readonly open: boolean;
  readonly q: string;
  readonly onClose: (saved: boolean) => void;
}

function SaveDialog(props: SaveDialogProps) {
  return props.open ? <OpenSaveDialog {...props} /> : null;
}

function OpenSaveDialog({ q, onClose }: SaveDialogProps) {
  const words = useText(text);
  const shared = useText(common);
  const [name, setName] = useState(q.slice(0, 60));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (): Promise<void> => {
    if (name.trim() === "" || busy) return;
    setBusy(true);
    try {
      await post("/searches", { body: { name: name.trim(), q } });
      toast(words.savedDone(name.trim()));
      onClose(true);
    } catch (thrown) {
      setProblem(problemFrom(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      title={words.saveTitle}
      onClose={() => onClose(false)}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{shared.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {shared.save}
          </Button>
        </>
      }
    >
      <Field label={words.savedName} value={name} onInput={setName} maxLength={200} required hint={words.savedHint} />
      {problem && <Said problem={problem} />}
    </Dialog>
  );
}

function Said({ problem }: { readonly problem: Problem }) {
  const advice = useProblemText(problem);
  return (
    <p class="wrong" role="alert">
      {advice} {problem.detail !== "" && <q lang="en">{problem.detail}</q>}
    </p>
  );
}
