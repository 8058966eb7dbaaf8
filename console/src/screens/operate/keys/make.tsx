// Making a key: its secret is shown once, here, and nowhere again.
import { useState } from "preact/hooks";
import { post } from "@/api/client";
import type { Schema } from "@/api/contract";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Copy } from "@/components/copy";
import { Dialog } from "@/components/dialog";
import { Failed } from "@/components/failed";
import { Checkbox, Field, Select } from "@/components/forms";
import { useMe } from "@/session/session";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { operates } from "../parts";
import { expiryOf, kSpans, type Span } from "./expiry";
import { text } from "./text";

const kScopes = ["read", "write", "operate"] as const;
type Scope = (typeof kScopes)[number];

export interface MakeKeyProps {
  readonly onClose: () => void;
  readonly onMade: () => void;
}

export function MakeKey({ onClose, onMade }: MakeKeyProps) {
  const [made, setMade] = useState<Schema<"KeyWithSecret"> | null>(null);
  if (made) return <Made made={made} onClose={onClose} />;
  return (
    <Asking
      onClose={onClose}
      onMade={(key) => {
        setMade(key);
        onMade();
      }}
    />
  );
}

function Asking({ onClose, onMade }: { readonly onClose: () => void; readonly onMade: (key: Schema<"KeyWithSecret">) => void }) {
  const words = useText(text);
  const shared = useText(common);
  const me = useMe();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["read"]);
  const [span, setSpan] = useState<Span>("90");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const offered = kScopes.filter((scope) => (scope === "operate" ? me && operates(me) : me?.scopes[scope]));

  const send = (): void => {
    setTried(true);
    if (busy || name.trim() === "" || scopes.length === 0) return;
    setBusy(true);
    const expires = expiryOf(span, new Date());
    post("/keys", { body: { name: name.trim(), scopes: [...scopes], ...(expires ? { expires } : {}) } })
      .then(onMade)
      .catch((thrown: unknown) => setProblem(problemFrom(thrown)))
      .finally(() => setBusy(false));
  };
  const turn = (scope: Scope, on: boolean): void => setScopes(kScopes.filter((one) => (one === scope ? on : scopes.includes(one))));

  return (
    <Dialog
      open
      title={words.makeTitle}
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {words.create}
          </Button>
        </>
      }
    >
      <div class="stack">
        <Field
          label={words.name}
          hint={words.nameHint}
          value={name}
          onInput={setName}
          autocomplete="off"
          error={tried && name.trim() === "" ? words.missing : undefined}
        />
        <fieldset class="fieldset">
          <legend>{words.scopes}</legend>
          {offered.map((scope) => (
            <Checkbox key={scope} label={words.scope[scope]} checked={scopes.includes(scope)} onChange={(on) => turn(scope, on)} />
          ))}
          {tried && scopes.length === 0 && (
            <p class="refused small" role="alert">
              {words.scopesWanted}
            </p>
          )}
        </fieldset>
        <Select
          label={words.validFor}
          value={span}
          onChange={setSpan}
          options={kSpans.map((value) => ({ value, text: words.spans[value] }))}
          hint={span === "never" ? words.neverHint : undefined}
        />
        {problem && <Failed title={words.failed} problem={problem} />}
      </div>
    </Dialog>
  );
}

function Made({ made, onClose }: { readonly made: Schema<"KeyWithSecret">; readonly onClose: () => void }) {
  const words = useText(text);
  // A click beside the dialog must not lose what cannot be shown again: it closes by its button alone.
  const [told, setTold] = useState(false);
  return (
    <Dialog
      open
      title={words.madeTitle}
      onClose={() => setTold(true)}
      actions={
        <Button kind="primary" onClick={onClose}>
          {words.kept}
        </Button>
      }
    >
      <div class="stack">
        <p>{words.madeText}</p>
        <div class="secret" role="group" aria-label={words.secret}>
          <span>{made.secret}</span>
          <Copy value={made.secret} label={words.copySecret} />
        </div>
        {told && <p role="alert">{words.notYet}</p>}
      </div>
    </Dialog>
  );
}
