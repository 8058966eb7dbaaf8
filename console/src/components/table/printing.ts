// Whether the page is on its way to paper, in time for the printer.
//
// The browser takes the page as it is when `beforeprint` returns, so that the drawing must not wait
// for the next turn of the event loop, as Preact's usually does.
import { options } from "preact";
import { cell, useCell } from "@/state/cell";

/** Rows of a table that paper gets. */
export const kPrinted = 1_000;

const printing = cell(false);

function setAtOnce(value: boolean): void {
  const usual = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  printing.set(value);
  if (usual) options.debounceRendering = usual;
  else delete options.debounceRendering;
}

if (typeof matchMedia === "function") {
  addEventListener("beforeprint", () => setAtOnce(true));
  addEventListener("afterprint", () => setAtOnce(false));
  matchMedia("print").addEventListener("change", (now) => setAtOnce(now.matches));
}

export const usePrinting = (): boolean => useCell(printing);
