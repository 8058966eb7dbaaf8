// A question or a form above the page.  The browser's own <dialog> keeps the focus inside, gives it
// back, and closes on Escape.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";
import "./dialog.css";

export interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Buttons at the foot; the one next step last. */
  readonly actions?: ComponentChildren;
  readonly wide?: boolean | undefined;
  /** With it the dialog is a form: Enter submits. */
  readonly onSubmit?: (() => void) | undefined;
}

export function Dialog(props: DialogProps) {
  // Not drawn while closed: what is inside begins anew each time.
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ title, onClose, children, actions, wide, onSubmit }: DialogProps) {
  const words = useText(common);
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [long, setLong] = useState(false); // scrolls, so that the keyboard must reach it
  const heading = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    // The first field rather than the button that closes: who opened it has something to say.
    dialog.current?.querySelector<HTMLElement>(".dialog-body :is(input, textarea, select)")?.focus();
    const { scrollHeight = 0, clientHeight = 0 } = body.current ?? {};
    setLong(scrollHeight > clientHeight + 1);
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const inner = (
    <>
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <Button kind="quiet" onClick={onClose} label={words.close}>
          <Icon name="cross" />
        </Button>
      </div>
      <div class="dialog-body" ref={body} tabIndex={long ? 0 : undefined} role={long ? "region" : undefined} aria-labelledby={long ? heading : undefined}>
        {children}
      </div>
      {actions && <div class="dialog-foot">{actions}</div>}
    </>
  );
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation() /* no shortcuts of the page behind */}
      onClick={(event) => {
        if (event.target === dialog.current) onClose(); // the backdrop
      }}
    >
      {onSubmit ? (
        <form
          class="inner"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inner}
        </form>
      ) : (
        <div class="inner">{inner}</div>
      )}
    </dialog>
  );
}
