// Who said it, and when: each word with the two axes of the Admiralty code spelt out.
import { Tlp } from "@/components/badge";
import { Section } from "@/components/page";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { isObjectId } from "./recognise";
import type { Known } from "./object-page";
import { SafeText } from "./safe-text";
import { text } from "./text";
import { trustWords } from "./words/trust";

type Assertion = Known["assertions"][number];

/** Other organisations speak under a pseudonym, which is the id of an identity. */
export const isPseudonym = (source: string): boolean => isObjectId(source);

export function Assertions({ assertions }: { readonly assertions: readonly Assertion[] }) {
  const words = useText(text);
  const format = useFormat();
  const newest = [...assertions].sort((a, b) => (a.received < b.received ? 1 : -1));
  return (
    <Section title={words.whoSaid} note={`${words.found(format.count(assertions.length))} · ${words.whoSaidNote}`}>
      <ul class="assertions">
        {newest.map((one, at) => (
          <Said key={at} one={one} />
        ))}
      </ul>
    </Section>
  );
}

function Said({ one }: { readonly one: Assertion }) {
  const words = useText(text);
  const trust = useText(trustWords);
  return (
    <li class="keep">
      <p class="row apart">
        <strong>{isPseudonym(one.source) ? <span title={one.source}>{words.anonymous}</span> : <SafeText text={one.source} />}</strong>
        <Tlp label={one.tlp} />
      </p>
      <p>
        <span class="soft">{words.reliability}</span> <b class="mono">{one.reliability}</b> {trust.reliability[one.reliability]}
        {" · "}
        <span class="soft">{words.credibility}</span> <b class="mono">{one.credibility}</b> {credibilityWord(trust.credibility, one.credibility)}
      </p>
      <p class="soft small">
        {words.received} <Timestamp at={one.received} />
      </p>
    </li>
  );
}

function credibilityWord(said: Readonly<Record<string, string>>, credibility: number): string {
  return said[String(credibility)] ?? "";
}
