// What can be done with an object: take it along as a MISP event, see it as a C&C server, take it back.
import { useState } from "preact/hooks";
import { addressOf, post } from "@/api/client";
import { problemFrom } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { fileName } from "@/components/csv";
import { toast } from "@/components/toast";
import { useFormat } from "@/format/format";
import { pathOf } from "@/router/location";
import { useMe } from "@/session/session";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { speakerOf } from "./assertions";
import type { Known } from "./object-page";
import { text } from "./text";

/** A Finding of a C&C server travels in an extension of its indicator (docs/formats/finding-stix.md). */
export function isServer(known: Pick<Known, "type" | "object">): boolean {
  const { extensions } = known.object as { readonly extensions?: unknown };
  if (known.type !== "indicator" || typeof extensions !== "object" || extensions === null) return false;
  return Object.values(extensions).some((one: unknown) => typeof one === "object" && one !== null && Object.hasOwn(one, "finding"));
}

export function ObjectActions({ known, again }: { readonly known: Known; readonly again: () => void }) {
  const words = useText(text);
  const me = useMe();
  const [asking, setAsking] = useState(false);
  // The hub decides; here the button is left out where it could never work.
  const own = known.assertions.some((one) => speakerOf(one.source, me?.identity) !== "member");
  return (
    <>
      {isServer(known) && <Button href={pathOf("servers", known.id)}>{words.server}</Button>}
      <a
        class="button"
        href={addressOf("/objects/{id}/misp", { path: { id: known.id } })}
        download={fileName(`misp ${known.id}`, "json")}
        title={words.mispTitle}
      >
        <span aria-hidden="true">↓ </span>
        {words.misp}
      </a>
      {own && me?.scopes.write && (
        <Button kind="danger" onClick={() => setAsking(true)}>
          {words.retract}
        </Button>
      )}
      {asking && <Retract id={known.id} onClose={() => setAsking(false)} done={again} />}
    </>
  );
}

function Retract({ id, onClose, done }: { readonly id: string; readonly onClose: () => void; readonly done: () => void }) {
  const words = useText(text);
  const shared = useText(common);
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const retract = async (): Promise<void> => {
    setBusy(true);
    try {
      const { retracted } = await post("/objects/{id}/retract", { path: { id } });
      toast(words.retracted(format.count(retracted)));
      done();
    } catch (thrown) {
      const problem = problemFrom(thrown);
      toast(`${words.retractFailed}: ${problem.detail || problem.title}`, "bad");
    }
    onClose();
  };
  return (
    <Dialog
      open
      title={words.retractTitle}
      onClose={onClose}
      onSubmit={() => void retract()}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button kind="danger" type="submit" busy={busy}>
            {words.retract}
          </Button>
        </>
      }
    >
      <p>{words.retractText}</p>
    </Dialog>
  );
}
