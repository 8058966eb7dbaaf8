// Objects that hold all of some words, newest first.
import { usePages, type Pages } from "@/api/answer";
import { Button } from "@/components/button";
import { Section } from "@/components/page";
import { Answered, EmptyState } from "@/components/states";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { HitTable } from "./hit-table";
import type { Hit, Tally } from "./hits";
import { text } from "./text";

export interface WordResultsProps {
  readonly words: string;
  /** Id of a saved search that these words are of: run again by the hub. */
  readonly saved: string;
  /** The words could be a value too: look them up as one. */
  readonly onValue: (() => void) | undefined;
}

const kPage = 100;

export function WordResults(props: WordResultsProps) {
  return props.saved === "" ? <Searched {...props} /> : <RunAgain {...props} />;
}

function Searched({ words, onValue }: WordResultsProps) {
  const pages = usePages("/search", { query: { q: words, limit: kPage } });
  return <Found words={words} pages={pages} tally={pages.first} onValue={onValue} />;
}

function RunAgain({ words, saved, onValue }: WordResultsProps) {
  const pages = usePages("/searches/{id}/results", { path: { id: saved }, query: { limit: kPage } });
  return <Found words={words} pages={pages} tally={pages.first} onValue={onValue} />;
}

/** "12 objects, newest first". */
export function useTally(): (tally: Tally | undefined) => string | undefined {
  const words = useText(text);
  const format = useFormat();
  return (tally) => {
    if (!tally) return undefined;
    const count = format.count(tally.visible);
    const said = tally.capped ? words.foundMore(count) : tally.visible === 1 ? words.foundOne : words.found(count);
    return tally.visible > 1 ? `${said} · ${words.newestFirst}` : said;
  };
}

interface FoundProps {
  readonly words: string;
  readonly pages: Pages<Hit>;
  readonly tally: Tally | undefined;
  readonly onValue: (() => void) | undefined;
}

function Found({ words: asked, pages, tally, onValue }: FoundProps) {
  const words = useText(text);
  const say = useTally();
  return (
    <Section title={words.resultsFor(asked)} note={say(tally)} actions={onValue && <Button onClick={onValue}>{words.tryValue}</Button>}>
      <Answered answer={pages.answer} lines={8} empty={<EmptyState title={words.noMatch}>{words.noMatchWords}</EmptyState>}>
        {() => <HitTable label={words.results} name={`search ${asked}`} pages={pages} />}
      </Answered>
    </Section>
  );
}
