// The question before something is taken back: who will hear of it, in every collection where it is.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { post } from "@/api/client";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Failed } from "@/components/failed";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { AudienceList, collectionTitle, type Collections } from "../places";
import { hearersOf, type Release } from "./releases";
import { text } from "./text";

export interface RetractProps {
  readonly release: Release;
  readonly collections: Collections;
  readonly onClose: () => void;
  readonly onDone: (said: string, good: boolean) => void;
}

export function Retract({ release, collections, onClose, onDone }: RetractProps) {
  const words = useText(text);
  const shared = useText(common);
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = (): void => {
    if (busy) return;
    setBusy(true);
    post("/objects/{id}/retract", { path: { id: release.id } })
      .then((answer) => onDone(words.done(release.name, format.count(answer.retracted)), true))
      .catch((thrown: unknown) => {
        const failed = problemFrom(thrown);
        if (failed.trouble === "missing") onDone(words.gone, false);
        else setProblem(failed);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      title={words.retractTitle}
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" kind="danger" busy={busy}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p class="dialog-name">{release.name}</p>
        <Hearers release={release} collections={collections} />
        <p>{words.retractText}</p>
        {problem && <Failed title={words.failed} problem={problem} />}
      </div>
    </Dialog>
  );
}

/** The same object may be shared in several collections: all of them are asked for. */
function Hearers({ release, collections }: { readonly release: Release; readonly collections: Collections }) {
  const words = useText(text);
  const format = useFormat();
  const { data } = useAnswer("/releases", { query: { state: "released", q: release.id, limit: 1000 } });
  const same = data?.items.filter((one) => one.id === release.id) ?? [];
  const hearers = hearersOf(same.length > 0 ? same : [release]);
  if (!data) return <p role="status">{words.gathering}</p>;
  const names = hearers.collections.map((id) => collectionTitle(id, collections));
  return (
    <div class="stack close">
      <p>{words.inCollections(names.join(format.language === "ja" ? "、" : ", "))}</p>
      <h3>{words.hears}</h3>
      <div>
        <AudienceList audience={hearers} />
      </div>
    </div>
  );
}
