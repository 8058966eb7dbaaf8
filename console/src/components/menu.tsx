// A button that opens a short list of actions (WAI-ARIA: menu button).  Arrow keys go through it,
// Escape closes it and gives the focus back.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";
import "./button.css";
import "./menu.css";

export interface MenuItem {
  readonly text: string;
  readonly act?: (() => void) | undefined;
  readonly href?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly danger?: boolean | undefined;
}

export interface MenuProps {
  /** Names the button. */
  readonly label: string;
  /** What the button shows; the label where nothing is given. */
  readonly face?: ComponentChildren;
  /** Above the items, not an item itself. */
  readonly head?: ComponentChildren;
  readonly items: readonly MenuItem[];
  readonly kind?: "plain" | "quiet" | undefined;
  /** The list stands at the left edge of the button. */
  readonly start?: boolean | undefined;
}

export function Menu({ label, face, head, items, kind = "plain", start }: MenuProps) {
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);

  const entries = (): HTMLElement[] => [
    ...(whole.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? []),
  ];
  const close = (): void => {
    setOpen(false);
    whole.current?.querySelector<HTMLElement>(":scope > button")?.focus();
  };

  useEffect(() => {
    if (!open) return undefined;
    entries()[0]?.focus();
    const away = (event: Event): void => {
      if (!whole.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [open]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) return;
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (to === undefined) return;
    else all.at(to >= all.length ? 0 : to)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  const take = (item: MenuItem): void => {
    close();
    item.act?.();
  };

  return (
    <div class={start ? "menu start" : "menu"} ref={whole} onKeyDown={onKeyDown}>
      <button
        type="button"
        class={kind === "quiet" ? "button quiet" : "button"}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={face === undefined ? undefined : label}
        title={face === undefined ? undefined : label}
        onClick={() => setOpen(!open)}
      >
        {face ?? label} <Icon name="expand" size={11} />
      </button>
      {open && (
        <div class="menu-list">
          {head && <div class="menu-head">{head}</div>}
          <div role="menu" aria-label={label}>
            {items.map((item) =>
              item.href !== undefined ? (
                <a key={item.text} role="menuitem" tabIndex={-1} class="menu-item" href={item.href} onClick={() => take(item)}>
                  {item.text}
                </a>
              ) : (
                <button
                  key={item.text}
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  class={item.danger ? "menu-item danger" : "menu-item"}
                  disabled={item.disabled}
                  onClick={() => take(item)}
                >
                  {item.text}
                </button>
              ),
            )}
          </div>
        </div>
      )}
    </div>
  );
}
