// Where in the console we are: the address bar is the state, and the only copy of it.
//
// Ordinary links work: a click on <a href="/servers"> is taken over here unless the browser has
// something better to do with it (new tab, download, another server, the hub's own API).
import { cell, useCell } from "@/state/cell";

export interface Place {
  readonly path: string;
  readonly search: string;
  /** Grows with each navigation; 0 is the page that was opened. */
  readonly visit: number;
}

function readPlace(visit: number): Place {
  return { path: globalThis.location?.pathname ?? "/", search: globalThis.location?.search ?? "", visit };
}

export const place = cell<Place>(readPlace(0));
export const usePlace = (): Place => useCell(place);

/** Goes to an address of the console. `replace` leaves no entry in the browser's history. */
export function navigate(href: string, how: { replace?: boolean } = {}): void {
  const before = place.get();
  if (how.replace) history.replaceState(null, "", href);
  else history.pushState(null, "", href);
  const after = readPlace(before.visit + 1);
  place.set(after);
  if (after.path !== before.path) globalThis.scrollTo?.(0, 0);
}

/** The decoded parts of a path; a part that cannot be decoded stays as it is. */
export function segmentsOf(path: string): readonly string[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** An address from parts, each encoded: pathOf("servers", "192.0.2.1:443") is "/servers/192.0.2.1%3A443". */
export function pathOf(...parts: readonly string[]): string {
  return "/" + parts.map(encodeURIComponent).join("/");
}

const kNotOurs = /^\/(api|taxii2|docs)(\/|$)/;

function anchorOf(event: MouseEvent): HTMLAnchorElement | SVGAElement | null {
  const target = event.target;
  return target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
}

function takeOver(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = anchorOf(event);
  if (!anchor || anchor.hasAttribute("download") || (anchor.getAttribute("target") ?? "") !== "") return;
  const url = new URL(anchor.getAttribute("href") ?? "", location.href);
  if (url.origin !== location.origin || kNotOurs.test(url.pathname)) return;
  if (url.pathname === location.pathname && url.search === location.search && url.hash !== "") return;
  event.preventDefault();
  navigate(url.pathname + url.search + url.hash);
}

/** Begins to follow the browser's buttons and clicks on links. */
export function startRouter(): void {
  addEventListener("popstate", () => place.set(readPlace(place.get().visit + 1)));
  document.addEventListener("click", takeOver);
}
