// Seals: the keys of one's organisation, what waits for its approval, and every use of them.
import { useAnswer } from "@/api/answer";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { useText } from "@/text/dictionary";
import { SealKeys } from "./keys";
import { SealRequests } from "./requests";
import { text } from "./text";
import { SealUses } from "./uses";

export function SealsPart() {
  const words = useText(text);
  const keys = useAnswer("/seals/credentials", {});
  // A hub without any seal key says so by 404: that is nothing that went wrong.
  if (keys.state === "error" && keys.problem.trouble === "missing") {
    return (
      <EmptyState title={words.none}>
        {words.noneText} <code class="command">[seals] keys = "seal-keys"</code>
      </EmptyState>
    );
  }
  return (
    <div class="stack far">
      <p class="soft told">{words.lead}</p>
      <Answered answer={keys} empty={null}>
        {({ items }) => (
          <div class="stack far">
            <Section title={words.waiting}>
              <SealRequests />
            </Section>
            <Section title={words.keys}>
              <SealKeys keys={items} />
            </Section>
            <Section title={words.uses}>
              <SealUses />
            </Section>
          </div>
        )}
      </Answered>
    </div>
  );
}
