// A button; with `href` a link that looks like one.  `busy` keeps its place and its focus while
// something is on its way: a disabled button would throw the keyboard out of the form.
import type { ComponentChildren } from "preact";
import "./button.css";

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
  /** plain: default; primary: the one next step; danger: takes something away; quiet: in toolbars. */
  readonly kind?: "plain" | "primary" | "danger" | "quiet" | undefined;
  readonly type?: "button" | "submit" | undefined;
  readonly disabled?: boolean | undefined;
  readonly busy?: boolean | undefined;
  /** For switches: said as pressed or not. */
  readonly pressed?: boolean | undefined;
  /** Names the button where its content does not (a sign alone). */
  readonly label?: string | undefined;
  /** What pointing at it says more. */
  readonly title?: string | undefined;
  readonly href?: string | undefined;
}

export function Button(props: ButtonProps) {
  const { children, onClick, kind = "plain", type = "button", disabled, busy, pressed, label, title, href } = props;
  const look = kind === "plain" ? "button" : `button ${kind}`;
  if (href !== undefined) {
    return (
      <a class={look} href={href} aria-label={label} title={title} onClick={onClick}>
        {children}
      </a>
    );
  }
  const act = (event: MouseEvent): void => {
    if (!busy) onClick?.(event);
    else event.preventDefault();
  };
  return (
    <button
      class={look}
      type={type}
      disabled={disabled}
      aria-busy={busy ? "true" : undefined}
      aria-pressed={pressed}
      aria-label={label}
      title={title ?? label}
      onClick={act}
    >
      {children}
    </button>
  );
}

export interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few ways to see the same thing, one of them pressed. */
export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  return (
    <span class="button-group" role="group" aria-label={label}>
      {options.map((option) => (
        <Button key={option.value} pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.text}
        </Button>
      ))}
    </span>
  );
}
