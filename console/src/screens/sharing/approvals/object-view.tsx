// The object that waits, as it came: every property on its line, the remarked ones marked with a sign
// and words, and shown when a remark is followed.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "@/components/icon";
import { useText } from "@/text/dictionary";
import type { Remark } from "./checks";
import { isAt, objectLines, type Line } from "./object-lines";
import { text } from "./text";

/** Longer values (payloads) are cut until somebody asks for all. */
const kLong = 600;

export interface ObjectViewProps {
  readonly object: unknown;
  readonly remarks: readonly Remark[];
  /** The property to be shown; a new object for each time that it is asked for. */
  readonly at: { readonly pointer: string } | null;
}

export function ObjectView({ object, remarks, at }: ObjectViewProps) {
  const words = useText(text);
  const lines = useMemo(() => objectLines(object), [object]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!at) return;
    const line = box.current?.querySelector<HTMLElement>('[data-shown="true"]');
    line?.scrollIntoView({ block: "center" });
    line?.focus({ preventScroll: true });
  }, [at]);
  const first = at ? lines.find((line) => isAt(line, at.pointer)) : undefined;
  return (
    <div class="object-view" ref={box} role="group" aria-label={words.object} tabIndex={0}>
      {lines.map((line) => (
        <ObjectLine
          key={line.pointer}
          line={line}
          marks={remarks.filter((remark) => isAt(line, remark.property))}
          shown={line === first}
        />
      ))}
    </div>
  );
}

interface ObjectLineProps {
  readonly line: Line;
  readonly marks: readonly Remark[];
  readonly shown: boolean;
}

function ObjectLine({ line, marks, shown }: ObjectLineProps) {
  const words = useText(text);
  const blocks = marks.some((remark) => remark.blocks);
  const look = marks.length === 0 ? "line" : blocks ? "line blocks" : "line look";
  return (
    <div class={look} data-shown={shown} tabIndex={shown ? -1 : undefined} style={{ paddingLeft: `${line.depth * 1.25 + 1.5}rem` }}>
      {marks.length > 0 && (
        <span class="sign" title={blocks ? words.blocks : words.look}>
          <Icon name={blocks ? "cross" : "triangle"} size={11} />
          <span class="unseen">{blocks ? words.blocks : words.look}: </span>
        </span>
      )}
      {line.key !== undefined && <span class="key">{line.key}</span>}
      {line.value !== undefined && <Value line={line} value={line.value} />}
    </div>
  );
}

function Value({ line, value }: { readonly line: Line; readonly value: string }) {
  const words = useText(text);
  const [whole, setWhole] = useState(false);
  const cut = !whole && value.length > kLong;
  return (
    <span class={`value ${line.kind}`}>
      {cut ? `${value.slice(0, kLong)}…` : value}
      {cut && (
        <button type="button" class="button quiet" onClick={() => setWhole(true)}>
          {words.wholeText}
        </button>
      )}
    </span>
  );
}
