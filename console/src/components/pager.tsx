// Back and forth through pages of a list that is not a scrolled table.
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";
import { text } from "./text";

export interface PagerProps {
  /** Rows passed over. */
  readonly offset: number;
  /** Rows a page. */
  readonly size: number;
  readonly total: number;
  readonly onChange: (offset: number) => void;
}

export function Pager({ offset, size, total, onChange }: PagerProps) {
  const words = useText(text);
  const format = useFormat();
  const last = Math.min(offset + size, total);
  const range = words.pageOf(format.count(total === 0 ? 0 : offset + 1), format.count(last), format.count(total));
  return (
    <div class="row no-print">
      <Button disabled={offset <= 0} onClick={() => onChange(Math.max(0, offset - size))}>
        <Icon name="left" size={13} /> {words.previous}
      </Button>
      <span aria-live="polite">{range}</span>
      <Button disabled={last >= total} onClick={() => onChange(offset + size)}>
        {words.next} <Icon name="right" size={13} />
      </Button>
    </div>
  );
}
