// The greatest, as bars beside their numbers.
import { visible } from "@/format/unseen";
import { useText } from "@/text/dictionary";
import { ChartFrame, type ChartBase } from "./chart-frame";
import { barsImage } from "./drawing/bars-image";
import { text as componentText } from "./text";
import "./top-list.css";

export interface TopItem {
  readonly key: string;
  readonly text: string;
  readonly value: number;
  readonly href?: string | undefined;
  readonly note?: string | undefined;
}

export interface TopListProps extends ChartBase {
  readonly items: readonly TopItem[];
  readonly text: (value: number) => string;
  readonly itemTitle: string;
  readonly valueTitle: string;
}

export function TopList({ label, name, view, items, text, itemTitle, valueTitle, note }: TopListProps) {
  const words = useText(componentText);
  const most = Math.max(1e-9, ...items.map((item) => item.value));
  const image = (): HTMLCanvasElement | null =>
    barsImage(items.map((item) => ({ title: visible(item.text), shown: text(item.value), part: item.value / most })));
  return (
    <ChartFrame
      label={label}
      name={name}
      view={view}
      note={note}
      draws={image}
      twin={{
        head: [itemTitle, valueTitle],
        rows: items.map((item) => [item.text, item.value]),
        numeric: [false, true],
        show: (value, column) => (column === 1 ? text(Number(value)) : value),
      }}
    >
      <ol class="top-list">
        {items.map((item) => (
          <li key={item.key}>
            <span class="title" title={visible(item.text)}>
              {item.href === undefined ? visible(item.text) : <a href={item.href}>{visible(item.text)}</a>}
              {item.note && <span class="soft small"> {item.note}</span>}
            </span>
            <span class="length" aria-hidden="true">
              <span style={{ width: `${(item.value / most) * 100}%` }} />
            </span>
            <span class="amount">{text(item.value)}</span>
          </li>
        ))}
      </ol>
      {items.length === 0 && <p class="soft">{words.noRows}</p>}
    </ChartFrame>
  );
}
