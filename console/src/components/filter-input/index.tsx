// A line of a filter language, with continuations at the caret (WAI-ARIA: combobox with a list).
//
// While somebody types, `complete` is asked what may stand there and what is wrong so far.  Arrow keys
// choose, Tab or Enter takes, Escape closes the list, Enter without a choice submits.  An error is
// said in words, with its place marked in the text.
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Schema } from "@/api/contract";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { Button } from "../button";
import { Icon } from "../icon";
import { text as componentText } from "../text";
import { aroundError, take } from "./caret";
import "../forms.css";
import "./filter-input.css";

export type Completion = Schema<"Completion">;

export interface FilterInputProps {
  readonly label: string;
  /** The filter in force. */
  readonly value: string;
  readonly onSubmit: (text: string) => void;
  readonly complete?: ((text: string, caret: number, signal: AbortSignal) => Promise<Completion>) | undefined;
  readonly placeholder?: string | undefined;
  /** Filters to begin with; shown while the line is empty. */
  readonly examples?: readonly { readonly text: string; readonly says: string }[] | undefined;
}

const kPause = 120; // milliseconds without a keystroke before the hub is asked

interface Asked {
  readonly completion: Completion | null;
  ask(text: string, caret: number): void;
  forget(): void;
}

function useCompletion(complete: FilterInputProps["complete"]): Asked {
  const [completion, setCompletion] = useState<Completion | null>(null);
  const running = useRef<{ timer: ReturnType<typeof setTimeout>; stop: AbortController } | null>(null);
  const cease = (): void => {
    clearTimeout(running.current?.timer);
    running.current?.stop.abort();
  };
  useEffect(() => cease, []);
  const ask = (text: string, caret: number): void => {
    if (!complete) return;
    cease();
    const stop = new AbortController();
    const timer = setTimeout(() => {
      complete(text, caret, stop.signal).then(
        (got) => !stop.signal.aborted && setCompletion(got),
        () => !stop.signal.aborted && setCompletion(null), // the filter works without suggestions
      );
    }, kPause);
    running.current = { timer, stop };
  };
  const forget = (): void => {
    cease();
    setCompletion(null);
  };
  return { completion, ask, forget };
}

export function FilterInput({ label, value, onSubmit, complete, placeholder, examples = [] }: FilterInputProps) {
  const words = useText(componentText);
  const shared = useText(common);
  const format = useFormat();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const { completion, ask, forget } = useCompletion(complete);
  // Before anything can be typed: an effect after the drawing would undo the first letters.
  useLayoutEffect(() => setTyped(value), [value]);

  const items = open ? (completion?.items ?? []) : [];
  const error = completion?.error;

  const edit = (text: string, caret: number): void => {
    setTyped(text);
    setOpen(true);
    setChosen(-1);
    ask(text, caret);
  };
  const takeItem = (at: number): void => {
    const item = items[at];
    if (!item || !completion) return;
    const after = take(typed, completion, item.text);
    edit(after.text, after.caret);
    const input = field.current;
    if (!input) return;
    input.value = after.text;
    input.focus();
    input.setSelectionRange(after.caret, after.caret);
  };
  const submit = (text: string): void => {
    setOpen(false);
    setChosen(-1);
    onSubmit(text.trim());
  };
  const clear = (): void => {
    setTyped("");
    forget();
    submit("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return; // Enter ends the conversion of Japanese input, nothing else
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) setChosen((chosen + step + items.length + (chosen < 0 && step < 0 ? 1 : 0)) % items.length);
    else if (event.key === "Tab" && items.length > 0 && chosen >= 0 && !event.shiftKey) takeItem(chosen);
    else if (event.key === "Enter" && chosen >= 0) takeItem(chosen);
    else if (event.key === "Enter") submit(typed);
    else if (event.key === "Escape" && items.length > 0) setOpen(false);
    else return;
    event.preventDefault();
  };

  return (
    <div class="filter-input no-print" role="search" aria-label={label}>
      <div class="line">
        <div class="edit">
          <input
            ref={field}
            class="input"
            role="combobox"
            type="text"
            value={typed}
            placeholder={placeholder}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            aria-label={label}
            aria-expanded={items.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={chosen >= 0 && chosen < items.length ? `${id}-${chosen}` : undefined}
            aria-invalid={error ? "true" : undefined}
            aria-describedby={error ? `${id}-problem` : undefined}
            onInput={(event) => edit(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length)}
            onFocus={(event) => ask(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
            onClick={(event) => {
              setOpen(true);
              ask(event.currentTarget.value, event.currentTarget.selectionStart ?? 0);
            }}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
          />
          <ul class="choices" role="listbox" id={`${id}-list`} aria-label={words.suggestions} hidden={items.length === 0}>
            {items.map((item, at) => (
              <li
                key={item.text}
                id={`${id}-${at}`}
                role="option"
                aria-selected={at === chosen}
                onMouseDown={(event) => {
                  event.preventDefault(); // the caret stays in the line
                  takeItem(at);
                }}
              >
                <code>{item.text}</code>
                <span class="says">{item[format.language] ?? item.en ?? ""}</span>
              </li>
            ))}
          </ul>
        </div>
        <Button kind="primary" onClick={() => submit(typed)}>
          {shared.search}
        </Button>
        {typed !== "" && <Button onClick={clear}>{words.clear}</Button>}
      </div>
      <span class="unseen" role="status">
        {items.length > 0 ? words.suggestionCount(format.count(items.length)) : ""}
      </span>
      {error && !open && <ErrorPlace id={`${id}-problem`} text={typed} error={error} />}
      {typed === "" && examples.length > 0 && (
        <div class="examples">
          {examples.map((example) => (
            <span key={example.text}>
              <button type="button" onClick={() => submit(example.text)}>
                {example.text}
              </button>{" "}
              {example.says}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

interface ErrorPlaceProps {
  readonly id: string;
  readonly text: string;
  readonly error: NonNullable<Completion["error"]>;
}

function ErrorPlace({ id, text, error }: ErrorPlaceProps) {
  const words = useText(componentText);
  const format = useFormat();
  const [before, wrong, after] = aroundError(text, error);
  return (
    <div class="problem" id={id} role="alert">
      <Icon name="cross" size={13} /> {error[format.language]} ({words.errorAt(format.count(error.from + 1))})
      <code aria-hidden="true">
        {before}
        <mark>{wrong}</mark>
        {after}
      </code>
    </div>
  );
}
