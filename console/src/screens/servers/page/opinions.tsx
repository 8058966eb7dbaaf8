// What organisations say of a server: the newest word of each, with its reason.
import type { Schema } from "@/api/contract";
import { Badge, type Tone } from "@/components/badge";
import type { IconName } from "@/components/icon";
import { Section } from "@/components/page";
import { Timestamp } from "@/components/timestamp";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Opinion = Schema<"Opinion">;

const kLooks: Readonly<Record<Opinion["verdict"], { tone: Tone; icon: IconName }>> = {
  confirmed: { tone: "bad", icon: "check" },
  rejected: { tone: "plain", icon: "cross" },
  withdrawn: { tone: "plain", icon: "left" },
};

export function Opinions({ opinions }: { readonly opinions: readonly Opinion[] }) {
  const words = useText(text);
  return (
    <Section title={words.section.opinions} id="opinions">
      {opinions.length === 0 ? (
        <p class="soft">{words.opinions.none}</p>
      ) : (
        <ul class="said-list">
          {opinions.map((opinion, at) => (
            <li key={at}>
              <div class="row">
                <Badge {...kLooks[opinion.verdict]}>{words.opinions.verdicts[opinion.verdict]}</Badge>
                <b>{opinion.organisation}</b>
                {opinion.own && <span class="soft">({words.opinions.own})</span>}
                <span class="soft">
                  <Timestamp at={opinion.at} />
                </span>
              </div>
              {opinion.reason && <p>{opinion.reason}</p>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
