// The steps by which the filter was narrowed, each a way back to where it stood; printed as well, since
// figures without their filter say nothing.
import { useText } from "@/text/dictionary";
import { joined, type querySpec } from "./query";
import type { QueryOf } from "@/router/query";
import { text } from "./text";

export type Query = QueryOf<typeof querySpec>;
export type HrefWith = (change: Partial<Query>) => string;

export interface TrailProps {
  readonly query: Query;
  readonly hrefWith: HrefWith;
}

export function Trail({ query, hrefWith }: TrailProps) {
  const words = useText(text);
  const steps = query.in;
  if (query.filter === "" && steps.length === 0) return null;
  const asFarAs = (count: number): string => hrefWith({ in: steps.slice(0, count) });
  const without = (at: number): string => hrefWith({ in: steps.filter((_, other) => other !== at) });
  return (
    <nav class="flow-trail" aria-label={words.trail}>
      <ol>
        <li>
          <a href={hrefWith({ filter: "", in: [] })}>{words.all}</a>
        </li>
        {query.filter !== "" && (
          <li>
            {steps.length === 0 ? <code aria-current="step">{query.filter}</code> : <a href={asFarAs(0)}><code>{query.filter}</code></a>}
          </li>
        )}
        {steps.map((step, at) => (
          <li key={at}>
            {at === steps.length - 1 ? <code aria-current="step">{step}</code> : <a href={asFarAs(at + 1)}><code>{step}</code></a>}
            <a class="undo no-print" href={without(at)} aria-label={words.undo(step)} title={words.undo(step)}>
              <span aria-hidden="true">✕</span>
            </a>
          </li>
        ))}
      </ol>
      {steps.length > 0 && (
        <a class="small no-print" href={hrefWith({ filter: joined([query.filter, ...steps]), in: [] })}>
          {words.asOne}
        </a>
      )}
    </nav>
  );
}
