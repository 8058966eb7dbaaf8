// Whether the page is on its way to paper, in time for the printer.
//
// The browser takes the page as it is when `beforeprint` returns, so that the drawing must not wait
// for the next turn of the event loop, as Preact's usually does.  Style sheets for paper can also be
// in force without those events (previews, tests): then a table sees it when its size changes.
import { options } from "preact";
import { cell, useCell } from "@/state/cell";

/** Rows of a table that paper gets. */
export const kPrinted = 1_000;

const printing = cell(false);
let betweenEvents = false;

function setAtOnce(value: boolean): void {
  const usual = options.debounceRendering;
  options.debounceRendering = (draw) => draw();
  printing.set(value);
  if (usual) options.debounceRendering = usual;
  else delete options.debounceRendering;
}

function print(on: boolean): void {
  betweenEvents = on;
  setAtOnce(on);
}

export function lookForPaper(): void {
  if (!betweenEvents) printing.set(matchMedia("print").matches);
}

if (typeof addEventListener === "function") {
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
}

export const usePrinting = (): boolean => useCell(printing);
