// Who said it, and when: each word with the two axes of the Admiralty code spelt out.
import { Tlp } from "@/components/badge";
import { Section } from "@/components/page";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useMe } from "@/session/session";
import { useText } from "@/text/dictionary";
import { isObjectId } from "./recognise";
import type { Known } from "./object-page";
import { SafeText } from "./safe-text";
import { text } from "./text";
import { trustWords } from "./words/trust";

type Assertion = Known["assertions"][number];

export type Speaker = "own" | "member" | "named";

/** Other organisations speak under a pseudonym, the id of an identity; the own one under its UUID. */
export function speakerOf(source: string, identity: string | undefined): Speaker {
  if (isObjectId(source)) return "member";
  return identity === `identity--${source}` ? "own" : "named";
}

export function Assertions({ assertions }: { readonly assertions: readonly Assertion[] }) {
  const words = useText(text);
  const format = useFormat();
  const newest = [...assertions].sort((a, b) => (a.received < b.received ? 1 : -1));
  return (
    <Section title={words.whoSaid} note={words.voices(format.count(assertions.length))}>
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
        <strong>
          <Source source={one.source} />
        </strong>
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

function Source({ source }: { readonly source: string }) {
  const words = useText(text);
  const me = useMe();
  const speaker = speakerOf(source, me?.identity);
  if (speaker === "member") return <span title={source}>{words.anonymous}</span>;
  return speaker === "own" ? <>{words.ownOrganisation(me?.organisation ?? "")}</> : <SafeText text={source} />;
}

function credibilityWord(said: Readonly<Record<string, string>>, credibility: number): string {
  return said[String(credibility)] ?? "";
}
