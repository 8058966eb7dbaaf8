// Puts a text on the clipboard.  Over plain HTTP browsers have no clipboard API: then the old way,
// through a selected field.
import { useEffect, useState } from "preact/hooks";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";

async function copyText(value: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(value);
  const field = document.createElement("textarea");
  field.value = value;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export interface CopyProps {
  readonly value: string;
  /** Says what is copied; for screen readers and on pointing. */
  readonly label?: string | undefined;
}

export function Copy({ value, label }: CopyProps) {
  const words = useText(common);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    copyText(value).then(() => setCopied(true), () => setCopied(false));
  };
  return (
    <span class="no-print">
      <Button kind="quiet" onClick={copy} label={label ?? words.copy}>
        <Icon name={copied ? "check" : "copy"} />
      </Button>
      <span class="unseen" aria-live="polite">
        {copied ? words.copied : ""}
      </span>
    </span>
  );
}
