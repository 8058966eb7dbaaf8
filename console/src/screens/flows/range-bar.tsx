// The time that is shown and what is kept; quick choices, typed times, and the way back from a zoom.
import { useState } from "preact/hooks";
import { Button } from "@/components/button";
import { Field } from "@/components/forms";
import { useFormat } from "@/format/format";
import { instantOf } from "@/format/zones";
import { useText } from "@/text/dictionary";
import { clipped, editable, isShown, quickChoices, readRange, typedRange, type Kept, type Range, type RangeFlaw } from "./range";
import { text } from "./text";

interface Shown {
  readonly from: string;
  readonly to: string;
}

export interface RangeBarProps {
  readonly shown: Shown | undefined;
  readonly kept: { readonly kept_from: string; readonly kept_to: string } | undefined;
  /** What the address says. */
  readonly typed: Range;
  readonly was: readonly string[];
  readonly onChange: (range: Range) => void;
  readonly onBack: (range: Range, was: readonly string[]) => void;
}

function spanOf(from: string | undefined, to: string | undefined): Kept | null {
  const [begin, end] = [instantOf(from), instantOf(to)];
  return begin && end && begin < end ? { from: begin, to: end } : null;
}

export function RangeBar({ shown, kept, typed, was, onChange, onBack }: RangeBarProps) {
  const words = useText(text);
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const keptSpan = spanOf(kept?.kept_from, kept?.kept_to);
  const told = spanOf(shown?.from, shown?.to);
  const shownSpan = told && keptSpan ? clipped(told, keptSpan) : told;
  const before = was.at(-1);
  const back = before === undefined ? null : readRange(before);
  return (
    <div class="flow-range-bar" role="group" aria-label={words.time}>
      <div class="row">
        {shownSpan && <strong>{words.shown(format.time(shownSpan.from), format.time(shownSpan.to))}</strong>}
        {back && (
          <Button onClick={() => onBack(back, was.slice(0, -1))}>
            <span aria-hidden="true">↶ </span>
            {back.from && back.to ? words.zoomBack(`${format.time(back.from)} – ${format.time(back.to)}`) : words.zoomBackAll}
          </Button>
        )}
      </div>
      <div class="row no-print">
        <span class="button-group">
          {keptSpan &&
            quickChoices(keptSpan).map((choice) => (
              <Button
                key={choice.id}
                pressed={shownSpan !== null && isShown(choice.range, shownSpan)}
                onClick={() => onChange(choice.range)}
              >
                {words.quick[choice.id]}
              </Button>
            ))}
          <Button pressed={open} onClick={() => setOpen(!open)}>
            {words.other}
          </Button>
        </span>
      </div>
      {kept && (
        <p class="soft small">{keptSpan ? words.kept(format.time(keptSpan.from), format.time(keptSpan.to)) : words.keptNothing}</p>
      )}
      {open && <TypedRange shown={typed.from || typed.to ? typed : (shownSpan ?? typed)} onChange={onChange} />}
    </div>
  );
}

function TypedRange({ shown, onChange }: { readonly shown: Range; readonly onChange: (range: Range) => void }) {
  const words = useText(text);
  const { zone } = useFormat();
  const [from, setFrom] = useState(editable(shown.from, zone));
  const [to, setTo] = useState(editable(shown.to, zone));
  const [flaw, setFlaw] = useState<RangeFlaw | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const range = typedRange(from, to, zone);
    if (typeof range === "string") setFlaw(range);
    else {
      setFlaw(null);
      onChange(range);
    }
  };
  return (
    <form class="flow-typed-range no-print" onSubmit={submit}>
      <Field label={words.from} value={from} onInput={setFrom} mono hint={words.timeHint} error={flaw === "from" ? words.flaw.from : undefined} />
      <Field label={words.to} value={to} onInput={setTo} mono error={flaw === "to" || flaw === "order" ? words.flaw[flaw] : undefined} />
      <Button kind="primary" type="submit">
        {words.apply}
      </Button>
    </form>
  );
}
