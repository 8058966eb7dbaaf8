// What is said of one value: an address, a name, a digest.  Whether it stands on a warning list is said
// before anything else, because blocking a well-known service hurts more than most attackers do.
import { usePages } from "@/api/answer";
import { Button } from "@/components/button";
import { Copy } from "@/components/copy";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { useText } from "@/text/dictionary";
import { defangValue } from "./defang";
import { HitTable } from "./hit-table";
import type { ValueKind } from "./recognise";
import { SafeText } from "./safe-text";
import { text } from "./text";
import { useTally } from "./word-results";
import { useKindWord } from "./words/types";

export interface LookUpResultsProps {
  readonly value: string;
  /** undefined: the hub says what it is. */
  readonly kind: ValueKind | undefined;
  readonly onWords: () => void;
}

/** Dots broken in whatever a browser or a mail client would open. */
function shownValue(kind: string, value: string): string {
  return defangValue(kind === "endpoint" ? "ipv4-addr" : kind, value);
}

export function LookUpResults({ value, kind, onWords }: LookUpResultsProps) {
  const words = useText(text);
  const say = useTally();
  const kindWord = useKindWord();
  const pages = usePages("/lookup", { query: { value, kind, limit: 100 } });
  const { first } = pages;
  const title = first ? words.speaksOf(kindWord(first.kind)) : words.results;
  return (
    <>
      {first && (
        <div class="looked-up">
          <p>
            <span class="soft">{words.lookedUp}</span> {kindWord(first.kind)}{" "}
            <strong class="mono">
              <SafeText text={shownValue(first.kind, first.value)} />
            </strong>
            <Copy value={first.value} label={words.copyValue} />
          </p>
          {first.warning_list === undefined ? (
            <p class="soft small">{words.clean}</p>
          ) : (
            <div class="warning-list" role="note">
              <p>
                <strong>
                  <span aria-hidden="true">▲ </span>
                  {words.warningTitle}
                </strong>
              </p>
              <p>{words.warningText(first.warning_list)}</p>
            </div>
          )}
        </div>
      )}
      <Section title={title} note={say(first)} actions={<Button onClick={onWords}>{words.tryWords}</Button>}>
        <Answered answer={pages.answer} lines={8} empty={<EmptyState title={words.noMatch}>{first?.warning_list === undefined ? words.noMatchValue : words.noMatchKnown}</EmptyState>}>
          {() => <HitTable label={title} name={`lookup ${value}`} pages={pages} />}
        </Answered>
      </Section>
    </>
  );
}
