// The frame of a screen: title (of the document too), way back, actions; and its sections.
//
// After a navigation the heading takes the focus, so that a screen reader says where one has come
// and the keyboard goes on from there.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatNow, useFormat } from "@/format/format";
import { visible } from "@/format/unseen";
import { place, usePlace } from "@/router/location";
import { useText } from "@/text/dictionary";
import { text } from "./text";
import "./page.css";

export interface PageProps {
  readonly title: string;
  /** Shown as the heading where the title alone does not do (a badge beside it). */
  readonly heading?: ComponentChildren;
  /** From the screen down to, and without, this page. */
  readonly crumbs?: readonly { readonly href: string; readonly text: string }[] | undefined;
  /** One sentence below the heading. */
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Page({ title, heading, crumbs = [], lead, actions, children }: PageProps) {
  const words = useText(text);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${visible(title)} · Noroshi`;
  }, [title]);
  useEffect(() => {
    const alreadyIn = document.activeElement?.closest("main, dialog");
    if (place.get().visit > 0 && !alreadyIn) head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="page">
      <div class="head">
        <div>
          {crumbs.length > 0 && (
            <nav aria-label={words.breadcrumbs} class="no-print">
              <ol class="crumbs">
                {crumbs.map((crumb) => (
                  <li key={crumb.href}>
                    <a href={crumb.href}>{crumb.text}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <h1 ref={head} tabIndex={-1}>
            {heading ?? visible(title)}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="row no-print">{actions}</div>}
      </div>
      {children}
      <PrintedAt />
    </div>
  );
}

/** At the foot of what is printed: the address and the time. */
function PrintedAt() {
  const words = useText(text);
  useFormat(); // language and zone: redrawn when they change
  usePlace();
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const write = (): void => {
      if (line.current) line.current.textContent = `${words.printed(formatNow().exactTime(new Date()))} · ${location.href}`;
    };
    write();
    addEventListener("beforeprint", write);
    return () => removeEventListener("beforeprint", write);
  });
  return <p class="printed-at print-only" ref={line} />;
}

export interface SectionProps {
  readonly title: string;
  /** Beside the title, small: a count, a unit, a range. */
  readonly note?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly id?: string | undefined;
  readonly children: ComponentChildren;
}

export function Section({ title, note, actions, id, children }: SectionProps) {
  return (
    <section class="section" id={id} aria-label={title}>
      <div class="section-head">
        <h2>
          {title} {note !== undefined && <span class="note">{note}</span>}
        </h2>
        {actions && <div class="row no-print">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
