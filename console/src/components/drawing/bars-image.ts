// Bars on a canvas: the image of charts that are HTML on the page, because their sentences must wrap.
import { fitText } from "./scale";

export interface ImageBar {
  readonly title: string;
  readonly shown: string;
  /** −1 to 1: to the left or to the right of the middle; only positive ones: from the left. */
  readonly part: number;
}

const kWidth = 960;
const kRow = 26;
const kScale = 2;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function barsImage(bars: readonly ImageBar[]): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  canvas.width = kWidth * kScale;
  canvas.height = (bars.length * kRow + 12) * kScale;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const both = bars.some((bar) => bar.part < 0);
  const [left, right] = [330, kWidth - 110];
  const zero = both ? (left + right) / 2 : left;
  const full = both ? (right - left) / 2 : right - left;
  pen.scale(kScale, kScale);
  pen.fillStyle = colour("--surface");
  pen.fillRect(0, 0, kWidth, canvas.height);
  pen.font = `13px ${colour("--sans")}`;
  bars.forEach((bar, at) => {
    const y = 6 + at * kRow;
    pen.fillStyle = colour("--ink");
    pen.fillText(fitText(bar.title, left - 16, 13), 0, y + 16);
    pen.fillText(bar.shown, right + 12, y + 16);
    pen.fillStyle = colour(bar.part < 0 ? "--against" : "--for");
    pen.fillRect(Math.min(zero, zero + bar.part * full), y + 5, Math.abs(bar.part) * full, 13);
  });
  pen.fillStyle = colour("--line-strong");
  pen.fillRect(zero - 0.5, 2, 1, bars.length * kRow);
  return canvas;
}
