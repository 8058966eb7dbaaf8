// What went wrong with an action, inside the dialog that it was asked in.
import type { Problem } from "@/api/problem";
import { useProblemText } from "@/components/states";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export function Failed({ problem }: { readonly problem: Problem }) {
  const words = useText(text);
  const advice = useProblemText(problem, problem.waitSeconds);
  return (
    <div class="failed" role="alert">
      <p>
        <span aria-hidden="true">✕ </span>
        {words.failed}: {advice}
      </p>
      {problem.detail !== "" && (
        <p class="small">
          {words.hubSays} <q lang="en">{problem.detail}</q>
        </p>
      )}
    </div>
  );
}
