// Which rows are seen, followed as somebody scrolls and as the page changes its size.
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { lookForPaper } from "./printing";
import { windowOf, type View } from "./window";

export interface Seen {
  readonly first: number;
  readonly last: number;
  readonly width: number;
  readonly rowHeight: number;
}

const kRowHeight = 32; // until the first row has been measured
const kHighest = 3_000; // pixels of a screen; on paper a table is as long as all its rows

const same = (a: Seen, b: Seen): boolean =>
  a.first === b.first && a.last === b.last && a.width === b.width && a.rowHeight === b.rowHeight;

export function useSeen(count: number): { seen: Seen; scroller: RefObject<HTMLDivElement | null>; view: () => View } {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRef(kRowHeight);
  const [seen, setSeen] = useState<Seen>(() => ({
    ...windowOf({ scrollTop: 0, height: 600, rowHeight: kRowHeight, count }),
    width: 1200,
    rowHeight: kRowHeight,
  }));

  const view = useCallback((): View => {
    const element = scroller.current;
    return { scrollTop: element?.scrollTop ?? 0, height: Math.min(element?.clientHeight || 600, kHighest), rowHeight: rowHeight.current, count };
  }, [count]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let asked = 0;
    const look = (): void => {
      asked = 0;
      const next = { ...windowOf(view()), width: element.clientWidth || 1200, rowHeight: rowHeight.current };
      setSeen((now) => (same(now, next) ? now : next)); // a frame in which nothing changed draws nothing
    };
    const lookSoon = (): void => {
      asked ||= requestAnimationFrame(look);
    };
    const measure = (): void => {
      lookForPaper();
      rowHeight.current = element.querySelector<HTMLElement>("tbody tr.line")?.offsetHeight || kRowHeight;
      look();
    };
    measure();
    element.addEventListener("scroll", lookSoon, { passive: true });
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => {
      cancelAnimationFrame(asked);
      element.removeEventListener("scroll", lookSoon);
      watch.disconnect();
    };
  }, [view]);
  return { seen, scroller, view };
}
