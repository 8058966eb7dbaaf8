// One question that the hub refuses: it would name a subscriber.  The hub's sentence says why.
import type { Problem } from "@/api/problem";
import { ForbiddenState } from "@/components/states";
import { useText } from "@/text/dictionary";
import { text } from "./text";

export function Refused({ problem }: { readonly problem: Problem }) {
  const words = useText(text);
  return (
    <ForbiddenState>
      <strong>{words.refused}</strong>
      <br />
      <q lang="en">{problem.detail || problem.title}</q>
    </ForbiddenState>
  );
}
