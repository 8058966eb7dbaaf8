// What stands where data would: loading, nothing, an error, a closed door.  Designed once, so that
// every screen says it in the same way, says what to try, and offers it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Answer } from "@/api/answer";
import type { Problem } from "@/api/problem";
import { useFormat } from "@/format/format";
import { signInHref } from "@/session/session";
import { usePlace } from "@/router/location";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";
import { text } from "./text";
import "./states.css";

/** Grey lines where text is going to be. */
export function Skeleton({ lines = 6 }: { readonly lines?: number | undefined }) {
  const words = useText(common);
  return (
    <div class="skeleton" role="status" aria-label={words.loading}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

export interface EmptyStateProps {
  readonly title?: string | undefined;
  /** Why there is nothing, and what would change that. */
  readonly children?: ComponentChildren;
  /** A button or a link: the next step. */
  readonly action?: ComponentChildren;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  const words = useText(text);
  return (
    <div class="state empty">
      <p class="state-title">{title ?? words.emptyTitle}</p>
      <p>{children ?? words.emptyText}</p>
      {action}
    </div>
  );
}

export function ForbiddenState({ children }: { readonly children?: ComponentChildren }) {
  const words = useText(text);
  return (
    <div class="state forbidden" role="alert">
      <p class="state-title">
        <Icon name="barred" /> {words.forbiddenTitle}
      </p>
      <p>{children ?? words.forbiddenText}</p>
    </div>
  );
}

/** What a problem means and what to try, in the reader's language. */
export function useProblemText(problem: Problem, waiting = 0): string {
  const words = useText(text);
  const format = useFormat();
  switch (problem.trouble) {
    case "too-many":
      return waiting > 0 ? words.tooManyWait(format.duration(waiting)) : words.tooMany;
    case "sign-in":
      return words.signIn;
    case "forbidden":
      return words.forbiddenText;
    default:
      return words[problem.trouble];
  }
}

/** Counts the seconds that the hub asked to wait, then asks again by itself. */
function useWait(problem: Problem, again: (() => void) | undefined): number {
  const [left, setLeft] = useState(problem.waitSeconds);
  useEffect(() => setLeft(problem.waitSeconds), [problem]);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => {
      setLeft(left - 1);
      if (left === 1) again?.();
    }, 1000);
    return () => clearTimeout(timer);
  }, [left, again]);
  return left;
}

export interface ErrorStateProps {
  readonly problem: Problem;
  readonly title?: string | undefined;
  readonly again?: (() => void) | undefined;
}

export function ErrorState({ problem, title, again }: ErrorStateProps) {
  const words = useText(text);
  const shared = useText(common);
  const here = usePlace();
  const waiting = useWait(problem, again);
  const advice = useProblemText(problem, waiting);
  const said = problem.detail || problem.title;
  return (
    <div class="state error" role="alert">
      <p class="state-title">
        <Icon name="cross" /> {title ?? words.errorTitle}
      </p>
      <p>{advice}</p>
      {said !== "" && (
        <p class="said">
          {words.hubSays} <q lang="en">{said}</q>
        </p>
      )}
      {problem.trouble === "sign-in" && <Button href={signInHref(here)}>{words.signIn}</Button>}
      {again && problem.trouble !== "sign-in" && <Button onClick={() => again()}>{shared.again}</Button>}
    </div>
  );
}

export interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly children: (data: T) => ComponentChildren;
  /** Instead of the usual empty state; `null`: the children show emptiness themselves. */
  readonly empty?: ComponentChildren;
  readonly lines?: number | undefined;
}

/** Shows an answer in whichever state it is; old data stays, paler, while it is asked anew. */
export function Answered<T>({ answer, children, empty, lines }: AnsweredProps<T>) {
  if (answer.state === "forbidden") return <ForbiddenState />;
  if (answer.state === "error" && answer.data === undefined) {
    return <ErrorState problem={answer.problem} again={answer.again} />;
  }
  if (answer.data === undefined) return <Skeleton lines={lines} />;
  if (answer.state === "empty" && empty !== null) return <>{empty ?? <EmptyState />}</>;
  return (
    <div class={answer.state === "loading" ? "stale" : ""} aria-busy={answer.state === "loading"}>
      {answer.state === "error" && <ErrorState problem={answer.problem} again={answer.again} />}
      {children(answer.data)}
    </div>
  );
}
