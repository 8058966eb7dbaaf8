// The list without rows: because nobody has pushed a Finding yet, or because none matches.
import { Button } from "@/components/button";
import { Copy } from "@/components/copy";
import { EmptyState } from "@/components/states";
import { useText } from "@/text/dictionary";
import { text } from "../text";

const kCommand = "noroshi c2 hunt flows.ipfix --format jsonl | noroshi hub push";

/** Nothing at all: the command that changes it. */
export function NoFindings() {
  const words = useText(text);
  return (
    <EmptyState title={words.emptyTitle}>
      {words.emptyText}
      <span class="command">
        <code>{kCommand}</code>
        <Copy value={kCommand} />
      </span>
    </EmptyState>
  );
}

export function NoMatch({ q, onClear }: { readonly q: string; readonly onClear: () => void }) {
  const words = useText(text);
  return (
    <EmptyState title={words.noMatchTitle} action={<Button onClick={onClear}>{words.clearFilter}</Button>}>
      {words.noMatch(`“${q}”`)}
    </EmptyState>
  );
}
