// A filter that the hub does not understand: in the reader's language, with the place in the text.
//
// The refusal itself is in English; the completion knows the same mistake in both languages.
import type { ComponentChildren } from "preact";
import { useAnswer } from "@/api/answer";
import type { Problem } from "@/api/problem";
import { aroundError } from "@/components/filter-input/caret";
import { ErrorState, Skeleton } from "@/components/states";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export interface FilterFlawProps {
  readonly problem: Problem;
  readonly filter: string;
  /** What was asked: records and panes have other words. */
  readonly table: "flows" | "pairs" | undefined;
  readonly again: () => void;
  /** What could be asked instead. */
  readonly action?: ComponentChildren;
}

export function FilterFlaw({ problem, filter, table, again, action }: FilterFlawProps) {
  const words = useText(text);
  const { language } = useFormat();
  const answer = useAnswer("/flows/completion", filter === "" ? null : { query: { text: filter, table } });
  const flaw = answer.data?.error;
  if (filter !== "" && answer.state === "loading") return <Skeleton lines={3} />;
  if (!flaw) return <ErrorState problem={problem} again={again} />;
  const [before, wrong, after] = aroundError(filter, flaw);
  return (
    <div class="state error" role="alert">
      <h3>{words.wrongFilter}</h3>
      <p>{flaw[language]}</p>
      <p class="flow-flaw">
        <code>
          {before}
          <mark>{wrong}</mark>
          {after}
        </code>
      </p>
      {action}
    </div>
  );
}
