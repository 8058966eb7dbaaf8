// Account and password.  A real form with the names that password managers look for; what they fill
// in without telling the page is read from the form itself when it is sent.
import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "@/api/client";
import { problemFrom } from "@/api/problem";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Field } from "@/components/forms";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { refusalOf, type Refusal } from "./refusal";
import { text } from "./text";

/** How long a refusal asks to wait when it does not say, in seconds. */
const kUnsaidWait = 5;

function useCountdown(): [left: number, start: (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}

function given(form: HTMLFormElement | null, name: string): string {
  const field = form?.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value : "";
}

export interface PasswordFormProps {
  readonly onDone: () => void;
  readonly disabled: boolean;
}

export function PasswordForm({ onDone, disabled }: PasswordFormProps) {
  const words = useText(text);
  const form = useRef<HTMLFormElement>(null);
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [left, wait] = useCountdown();
  // Nothing else is done on this page: whoever comes here begins to type.
  useEffect(() => form.current?.querySelector<HTMLInputElement>("input[name=account]")?.focus(), []);

  const refuse = (thrown: unknown): void => {
    const problem = problemFrom(thrown);
    const why = refusalOf(problem);
    setRefusal(why);
    if (why === "wait") wait(problem.waitSeconds || kUnsaidWait);
    if (why !== "wrong") return;
    setPassword("");
    form.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
  };
  const send = (event: Event): void => {
    event.preventDefault();
    if (busy || left > 0) return;
    const body = { account: given(form.current, "account").trim(), password: given(form.current, "password") };
    if (body.account === "" || body.password === "") return setRefusal("missing");
    setBusy(true);
    setRefusal(null);
    post("/session", { body })
      .then(onDone, refuse)
      .finally(() => setBusy(false));
  };

  return (
    <form class="stack" ref={form} onSubmit={send} noValidate>
      <Field label={words.account} name="account" autocomplete="username" value={account} onInput={setAccount} required mono />
      <Field
        label={words.password}
        name="password"
        type="password"
        autocomplete="current-password"
        value={password}
        onInput={setPassword}
        required
      />
      <Refused why={refusal} left={left} />
      <Button type="submit" kind="primary" busy={busy} disabled={disabled || left > 0}>
        {words.signIn}
      </Button>
    </form>
  );
}

function Refused({ why, left }: { readonly why: Refusal | null; readonly left: number }) {
  const words = useText(text);
  const format = useFormat();
  if (why === null) return null;
  const waiting = left > 0 ? words.wait(format.duration(left)) : words.waitOver;
  // Read out when it appears, not each second while it counts.
  return (
    <p class="sign-in-refused" role={why === "wait" && left > 0 ? undefined : "alert"}>
      <Icon name={why === "wait" ? "ring" : "cross"} size={12} />{" "}
      {why === "wait" ? waiting : words[why]}
    </p>
  );
}
