// What waits for the reader's approval.
import type { Schema } from "@/api/contract";
import { Section } from "@/components/page";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { approvalsText } from "./sentence";
import { text } from "./text";

export function Waiting({ today }: { readonly today: Schema<"Today"> }) {
  const words = useText(text);
  const format = useFormat();
  return (
    <Section title={words.waiting} actions={today.approvals > 0 && <a href="/sharing">{words.decide}</a>}>
      {today.approvals === 0 ? (
        <p class="soft">{words.approvalsNone}</p>
      ) : (
        <p>
          <a class="waiting" href="/sharing">
            {today.approvals === 1 ? words.approvalsOne : words.approvals(approvalsText(today, words, format))}
          </a>
        </p>
      )}
    </Section>
  );
}
