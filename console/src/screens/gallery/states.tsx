// Every state in which data can be, and the words and figures that stand in pages.
import { withoutAnswer, type Problem, type Trouble } from "@/api/problem";
import { Badge, Tlp } from "@/components/badge";
import { Button } from "@/components/button";
import { Figures, KeyValue } from "@/components/keyvalue";
import { Section } from "@/components/page";
import { EmptyState, ErrorState, ForbiddenState, Skeleton } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { kBackwards, kHostile, kLong } from "./samples";
import { text } from "./text";

const kTroubles: readonly Trouble[] = ["network", "unavailable", "missing", "invalid", "conflict", "too-many"];
const problem = (trouble: Trouble): Problem => ({ ...withoutAnswer("network"), trouble, detail: trouble === "invalid" ? kHostile : "" });

export function States() {
  const words = useText(text);
  return (
    <Section title={words.parts.states}>
      <div class="columns">
        <Skeleton />
        <EmptyState action={<Button>{words.open}</Button>} />
        <ForbiddenState />
        {kTroubles.map((trouble) => (
          <ErrorState key={trouble} problem={problem(trouble)} again={() => undefined} />
        ))}
      </div>
    </Section>
  );
}

const kTones = ["plain", "good", "warn", "bad", "note", "fire"] as const;
const kTlp = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];

export function Words() {
  const words = useText(text);
  const format = useFormat();
  return (
    <Section title={words.parts.words}>
      <Figures
        pairs={[
          { name: words.probability, value: format.probability(0.9984) },
          { name: words.clients, value: format.count(12_345) },
          { name: words.traffic, value: format.octets(1.234e12) },
          { name: words.period, value: format.duration(300) },
        ]}
      />
      <div class="row">
        {kTones.map((tone) => (
          <Badge key={tone} tone={tone}>
            {words.confirmed}
          </Badge>
        ))}
        {kTlp.map((label) => (
          <Tlp key={label} label={label} />
        ))}
      </div>
      <KeyValue
        pairs={[
          { name: words.address, value: <code>2001:db8::7</code> },
          { name: words.seen, value: <Timestamp at="2026-01-14T14:59:00Z" /> },
          { name: words.firstSeen, value: <Timestamp at="2026-01-14T14:59:00Z" relative /> },
          { name: words.remark, value: kHostile },
          { name: words.note, value: kBackwards },
          { name: words.operator, value: kLong },
          { name: words.both, value: undefined },
        ]}
      />
    </Section>
  );
}
