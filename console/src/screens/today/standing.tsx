// How many servers stand where; each number leads to its list.
import type { Schema } from "@/api/contract";
import { Section } from "@/components/page";
import { useFormat } from "@/format/format";
import { Status, type ServerStatus } from "@/screens/servers/status";
import { useText } from "@/text/dictionary";
import { text } from "./text";

const kOrder: readonly ServerStatus[] = ["new", "changed", "standing", "confirmed", "rejected", "gone", "suppressed"];

export function Standing({ status }: { readonly status: Schema<"Today">["status"] }) {
  const words = useText(text);
  const format = useFormat();
  return (
    <Section title={words.standing}>
      <ul class="standing">
        {kOrder.map((one) => (
          <li key={one}>
            <a href={`/servers?${new URLSearchParams({ q: `status ${one}` })}`}>
              <Status status={one} />
              <b>{format.count(status[one])}</b>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
