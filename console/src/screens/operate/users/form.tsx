// The form for an account, new or known.  A password is typed here and never shown anywhere.
import { useState } from "preact/hooks";
import { useAnswer } from "@/api/answer";
import { patch, post } from "@/api/client";
import { problemFrom, type Problem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Failed } from "@/components/failed";
import { Icon } from "@/components/icon";
import { Checkbox, Field, Select } from "@/components/forms";
import { useMe } from "@/session/session";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { changeOf, draftOf, kKinds, kRoles, locksOut, newAccountOf, wrongIn, type Account, type Draft, type RoleOrNone, type Wrong } from "./draft";
import { text } from "./text";

export interface AccountFormProps {
  /** null: a new one. */
  readonly account: Account | null;
  readonly onClose: () => void;
  readonly onDone: (said: string) => void;
}

export function AccountForm({ account, onClose, onDone }: AccountFormProps) {
  const words = useText(text);
  const shared = useText(common);
  const me = useMe();
  const [draft, setDraft] = useState<Draft>(() => draftOf(account));
  const [tried, setTried] = useState(false);
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const set = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  const wrong = wrongIn(draft, account === null);
  const risky = account !== null && account.name === me?.name && locksOut(account, draft);

  const send = (): void => {
    setTried(true);
    if (busy || wrong.length > 0 || (risky && !sure)) return;
    setBusy(true);
    const sent = account
      ? patch("/accounts/{name}", { path: { name: account.name }, body: changeOf(account, draft) })
      : post("/accounts", { body: newAccountOf(draft) });
    sent
      .then((kept) => onDone((account ? words.changed : words.added)(kept.name)))
      .catch((thrown: unknown) => setProblem(problemFrom(thrown)))
      .finally(() => setBusy(false));
  };

  return (
    <Dialog
      open
      title={account ? words.changeTitle(account.name) : words.addTitle}
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy} disabled={risky && !sure}>
            {account ? words.save : words.create}
          </Button>
        </>
      }
    >
      <div class="stack">
        {!account && <Identity draft={draft} set={set} wrong={tried ? wrong : []} />}
        <Roles draft={draft} set={set} />
        <Ways draft={draft} set={set} wrong={tried ? wrong : []} isNew={!account} />
        <Checkbox label={words.operates} hint={words.operatesHint} checked={draft.operates} onChange={(operates) => set({ operates })} />
        {account && (
          <Checkbox label={words.active} hint={words.lockSays} checked={draft.active} onChange={(active) => set({ active })} />
        )}
        {risky && (
          <div class="state forbidden" role="alert">
            <p>
              <Icon name="triangle" size={13} />{" "}
              {words.yourself}
            </p>
            <Checkbox label={words.yourselfConfirm} checked={sure} onChange={setSure} />
          </div>
        )}
        {problem && <Failed title={words.failed} problem={problem} />}
      </div>
    </Dialog>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
}

function Identity({ draft, set, wrong }: PartProps & { readonly wrong: readonly Wrong[] }) {
  const words = useText(text);
  const { data } = useAnswer("/organisations", {});
  const names = (data?.items ?? []).map((one) => one.name);
  return (
    <>
      <Field
        label={words.name}
        hint={words.nameHint}
        value={draft.name}
        onInput={(name) => set({ name })}
        autocomplete="off"
        error={wrong.includes("name") ? words.missing : undefined}
        mono
      />
      <Select
        label={words.organisation}
        value={draft.organisation}
        onChange={(organisation) => set({ organisation })}
        error={wrong.includes("organisation") ? words.missing : undefined}
        options={[{ value: "", text: words.organisations, disabled: true }, ...names.map((name) => ({ value: name, text: name }))]}
      />
      <Select
        label={words.kind}
        value={draft.kind}
        onChange={(kind) => set({ kind })}
        options={kKinds.map((value) => ({ value, text: words.kinds[value] }))}
      />
    </>
  );
}

function Roles({ draft, set }: PartProps) {
  const words = useText(text);
  const { data } = useAnswer("/communities", {});
  const communities = data?.items ?? [];
  if (communities.length === 0) return null;
  return (
    <fieldset class="fieldset">
      <legend>{words.rolesOf}</legend>
      <div class="stack close">
        {communities.map((one) => (
          <Select<RoleOrNone>
            key={one.id}
            label={one.title || one.name}
            value={draft.roles[one.name] ?? "none"}
            onChange={(role) => set({ roles: { ...draft.roles, [one.name]: role } })}
            options={kRoles.map((value) => ({ value, text: words.role[value] }))}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Ways({ draft, set, wrong, isNew }: PartProps & { readonly wrong: readonly Wrong[]; readonly isNew: boolean }) {
  const words = useText(text);
  const person = draft.kind === "person";
  return (
    <>
      {person && (
        <Field
          label={isNew ? words.password : words.newPassword}
          hint={isNew ? words.passwordHint : words.newPasswordHint}
          type="password"
          autocomplete="new-password"
          value={draft.password}
          onInput={(password) => set({ password })}
          error={wrong.includes("password") ? words.passwordShort : undefined}
          optional
        />
      )}
      {person && (
        <Field label={words.subject} hint={words.subjectHint} value={draft.subject} onInput={(subject) => set({ subject })} optional mono />
      )}
      {!person && (
        <Field
          label={words.certificate}
          hint={words.certificateHint}
          value={draft.certificate}
          onInput={(certificate) => set({ certificate })}
          error={wrong.includes("certificate") ? words.certificateWrong : undefined}
          optional
          mono
        />
      )}
    </>
  );
}
