// An answer of the flow store in whichever state it is.  A refusal is not the account's fault here but the
// question's: it would name a subscriber.  The hub's sentence says why.
import type { ComponentChildren } from "preact";
import type { Answer } from "@/api/answer";
import type { Problem } from "@/api/problem";
import { Answered, ForbiddenState } from "@/components/states";
import { useText } from "@/text/dictionary";
import { FilterFlaw } from "./filter-flaw";
import { text } from "./text";

export interface AnsweredOrRefusedProps<T> {
  readonly answer: Answer<T>;
  readonly lines: number;
  readonly filter: string;
  readonly table: "flows" | "pairs" | undefined;
  /** Offered where the filter does not fit. */
  readonly instead?: ComponentChildren;
  readonly children: (data: T) => ComponentChildren;
}

export function AnsweredOrRefused<T>({ answer, lines, filter, table, instead, children }: AnsweredOrRefusedProps<T>) {
  if (answer.state === "forbidden") return <Refused problem={answer.problem} />;
  if (answer.state === "error" && answer.problem.trouble === "invalid") {
    return <FilterFlaw problem={answer.problem} filter={filter} table={table} again={answer.again} action={instead} />;
  }
  return (
    <Answered answer={answer} lines={lines} empty={null}>
      {children}
    </Answered>
  );
}

function Refused({ problem }: { readonly problem: Problem }) {
  const words = useText(text);
  return (
    <ForbiddenState>
      <strong>{words.refused}</strong>
      <br />
      <q lang="en">{problem.detail || problem.title}</q>
    </ForbiddenState>
  );
}
