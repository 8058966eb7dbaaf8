// What this screen never shows, said plainly, and the command that asks for it where it is kept.
import { Copy } from "@/components/copy";
import { Section } from "@/components/page";
import { useText } from "@/text/dictionary";
import { purposeCommand } from "./command";
import { text } from "./text";

export interface WhatNeedsAPurposeProps {
  readonly filter: string;
  /** What is shown, as the hub says it; unknown before its first answer. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export function WhatNeedsAPurpose({ filter, from, to }: WhatNeedsAPurposeProps) {
  const words = useText(text);
  const command = from === undefined || to === undefined ? null : purposeCommand({ filter, from, to }, words.purpose);
  return (
    <Section title={words.purposeTitle}>
      <p class="flow-purpose-text">{words.purposeText}</p>
      {command !== null && (
        <div class="no-print">
          <p class="soft small">{words.purposeCommand}</p>
          <div class="flow-command">
            <code>{command}</code>
            <Copy value={command} label={words.copyCommand} />
          </div>
        </div>
      )}
    </Section>
  );
}
