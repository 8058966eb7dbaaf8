// Fields of forms: label, hint and error belong to their input, for the eye and for screen readers.
//
// `value` comes from the caller and `onInput` tells every keystroke; the forms keep no state.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { Icon } from "./icon";
import "./forms.css";

export interface FieldBase {
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** What is wrong with the value, and what would be right. */
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Says "optional" beside the label. */
  readonly optional?: boolean | undefined;
  /** The label is for screen readers only: where the place says it already. */
  readonly hideLabel?: boolean | undefined;
}

interface Wiring {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": "true" | undefined;
  readonly required: boolean | undefined;
  readonly disabled: boolean | undefined;
}

function Framed(props: FieldBase & { readonly children: (wiring: Wiring) => ComponentChildren }) {
  const { label, hint, error, required, disabled, optional, hideLabel, children } = props;
  const shared = useText(common);
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-wrong` : ""].filter((part) => part !== "").join(" ");
  return (
    <div class="field">
      <label for={id} class={hideLabel ? "unseen" : ""}>
        {label} {optional && <span class="optional">({shared.optional})</span>}
      </label>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? "true" : undefined,
        required,
        disabled,
      })}
      {hint && (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {error && (
        <div class="wrong" id={`${id}-wrong`} role="alert">
          <Icon name="cross" size={13} /> {error}
        </div>
      )}
    </div>
  );
}

export interface FieldProps extends FieldBase {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: "text" | "password" | "search" | "email" | "url" | "number" | "datetime-local" | undefined;
  readonly placeholder?: string | undefined;
  readonly autocomplete?: string | undefined;
  readonly name?: string | undefined;
  readonly maxLength?: number | undefined;
  /** Addresses, hashes, filters: in the type of code, without spelling help. */
  readonly mono?: boolean | undefined;
}

export function Field(props: FieldProps) {
  const { value, onInput, type = "text", placeholder, autocomplete, name, maxLength, mono } = props;
  return (
    <Framed {...props}>
      {(wiring) => (
        <input
          {...wiring}
          class={mono ? "input mono" : "input"}
          type={type as "text"}
          name={name}
          value={value}
          placeholder={placeholder}
          autocomplete={autocomplete}
          maxLength={maxLength}
          spellcheck={!mono && type === "text"}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Framed>
  );
}

export interface TextAreaProps extends FieldBase {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly rows?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly placeholder?: string | undefined;
}

export function TextArea(props: TextAreaProps) {
  const { value, onInput, rows = 4, maxLength, placeholder } = props;
  return (
    <Framed {...props}>
      {(wiring) => (
        <textarea
          {...wiring}
          class="input"
          rows={rows}
          maxLength={maxLength}
          placeholder={placeholder}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Framed>
  );
}

export interface SelectProps<T extends string> extends FieldBase {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string; readonly disabled?: boolean }[];
  readonly onChange: (value: T) => void;
}

export function Select<T extends string>(props: SelectProps<T>) {
  const { value, options, onChange } = props;
  return (
    <Framed {...props}>
      {(wiring) => (
        <select {...wiring} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

export interface CheckboxProps {
  readonly label: ComponentChildren;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: ComponentChildren;
  readonly disabled?: boolean | undefined;
}

export function Checkbox({ label, checked, onChange, hint, disabled }: CheckboxProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}

export interface RadiosProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string; readonly hint?: string }[];
  readonly onChange: (value: T) => void;
}

export function Radios<T extends string>({ label, value, options, onChange }: RadiosProps<T>) {
  const name = useId();
  return (
    <fieldset class="fieldset">
      <legend>{label}</legend>
      {options.map((option) => (
        <label class="check" key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>
            {option.text}
            {option.hint && <span class="hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
