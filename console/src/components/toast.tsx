// Short messages after an action, read out by screen readers.
//
//   toast("Released to 3 organisations");  toast(problemText, "bad");
//
// Good news leaves by itself after eight seconds, bad news stays until somebody has read it.
import { cell, useCell } from "@/state/cell";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";
import { text } from "./text";
import "./toast.css";

interface Message {
  readonly id: number;
  readonly said: string;
  readonly tone: "good" | "bad";
}

const kStay = 8_000;
const messages = cell<readonly Message[]>([]);
let last = 0;

export function toast(said: string, tone: "good" | "bad" = "good"): void {
  last += 1;
  const message = { id: last, said, tone };
  messages.set([...messages.get().slice(-3), message]);
  if (tone === "good") setTimeout(() => dismiss(message.id), kStay);
}

function dismiss(id: number): void {
  messages.set(messages.get().filter((message) => message.id !== id));
}

/** Where the messages appear; stands once, in the shell. */
export function Toasts() {
  const words = useText(text);
  const now = useCell(messages);
  return (
    <div class="toasts no-print" role="region" aria-label={words.notifications} aria-live="polite">
      {now.map((message) => (
        <div key={message.id} class={message.tone === "bad" ? "toast bad" : "toast"}>
          <p>
            <Icon name={message.tone === "bad" ? "cross" : "check"} /> {message.said}
          </p>
          <Button kind="quiet" label={words.dismiss} onClick={() => dismiss(message.id)}>
            <Icon name="cross" />
          </Button>
        </div>
      ))}
    </div>
  );
}
