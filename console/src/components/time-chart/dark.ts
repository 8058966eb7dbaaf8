// Whether the system asks for dark colours: canvases are painted, and must be painted anew.
import { cell, useCell } from "@/state/cell";

const dark = cell(false);
if (typeof matchMedia === "function") {
  const wish = matchMedia("(prefers-color-scheme: dark)");
  dark.set(wish.matches);
  wish.addEventListener("change", (now) => dark.set(now.matches));
}

export const useDark = (): boolean => useCell(dark);
