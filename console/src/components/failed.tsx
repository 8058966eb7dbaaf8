// What went wrong with an action, inside the dialog that it was asked in: what it means, what to try,
// and the hub's own words.
import type { Problem } from "@/api/problem";
import { useText } from "@/text/dictionary";
import { Icon } from "./icon";
import { useProblemText } from "./states";
import { text } from "./text";
import "./failed.css";

export interface FailedProps {
  /** What did not come about. */
  readonly title: string;
  readonly problem: Problem;
}

export function Failed({ title, problem }: FailedProps) {
  const words = useText(text);
  const advice = useProblemText(problem, problem.waitSeconds);
  return (
    <div class="failed" role="alert">
      <p>
        <Icon name="cross" size={12} /> <strong>{title}</strong>
      </p>
      <p>{advice}
      </p>
      {problem.detail !== "" && (
        <p class="small">
          {words.hubSays} <q lang="en">{problem.detail}</q>
        </p>
      )}
    </div>
  );
}
