// Saves what is shown: tables as CSV, charts as PNG.
//
// Files are made here, in the browser, and named for what they hold; nothing is asked of a server.
import { useState } from "preact/hooks";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";
import { csv, fileName, type CsvField } from "./csv";
import { text } from "./text";
import { toast } from "./toast";

export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** With a byte order mark, without which Excel takes UTF-8 for Shift_JIS. */
export function saveCsv(base: string, head: readonly string[], rows: Iterable<readonly CsvField[]>): void {
  saveBlob(new Blob(["\ufeff", csv(head, rows)], { type: "text/csv;charset=utf-8" }), fileName(base, "csv"));
}

const kStyles = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "visibility",
];

/** A copy of an SVG that carries its colours itself, as attributes. */
function standAlone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const shown = [svg, ...svg.querySelectorAll("*")];
  const drawn = [copy, ...copy.querySelectorAll("*")];
  shown.forEach((element, at) => {
    const style = getComputedStyle(element);
    for (const name of kStyles) drawn[at]?.setAttribute(name, style.getPropertyValue(name));
    drawn[at]?.removeAttribute("class");
  });
  const box = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  return copy;
}

const kPngScale = 2; // sharp on paper and on fine screens

function drawing(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D | null] {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width);
  canvas.height = Math.ceil(height);
  return [canvas, canvas.getContext("2d")];
}

async function canvasOf(source: SVGSVGElement | HTMLCanvasElement): Promise<HTMLCanvasElement> {
  const box = source.getBoundingClientRect();
  const isCanvas = source instanceof HTMLCanvasElement;
  const [width, height] = isCanvas ? [source.width, source.height] : [box.width * kPngScale, box.height * kPngScale];
  const [canvas, pen] = drawing(width, height);
  if (!pen) return canvas;
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--surface") || "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  if (isCanvas) {
    pen.drawImage(source, 0, 0);
    return canvas;
  }
  const written = new XMLSerializer().serializeToString(standAlone(source));
  const address = URL.createObjectURL(new Blob([written], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  } finally {
    URL.revokeObjectURL(address);
  }
  return canvas;
}

export async function savePng(base: string, source: SVGSVGElement | HTMLCanvasElement): Promise<void> {
  const canvas = await canvasOf(source);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) saveBlob(blob, fileName(base, "png"));
}

export interface DownloadCsvProps {
  /** Of the file, without ".csv". */
  readonly name: string;
  readonly head: readonly string[];
  /** All rows; may have to be fetched. */
  readonly rows: () => Iterable<readonly CsvField[]> | Promise<Iterable<readonly CsvField[]>>;
}

export function DownloadCsv({ name, head, rows }: DownloadCsvProps) {
  const words = useText(text);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      saveCsv(name, head, await rows());
      toast(words.saved(fileName(name, "csv")));
    } catch {
      toast(words.exportFailed, "bad"); // half a table that looks whole is worse than none
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button kind="quiet" busy={busy} title={words.downloadCsv} onClick={() => void save()}>
      <Icon name="down" size={13} />
      {words.csv}
    </Button>
  );
}

export interface DownloadPngProps {
  readonly name: string;
  readonly source: () => SVGSVGElement | HTMLCanvasElement | null | undefined;
}

export function DownloadPng({ name, source }: DownloadPngProps) {
  const words = useText(text);
  const save = async (): Promise<void> => {
    const shown = source();
    if (!shown) return;
    await savePng(name, shown);
    toast(words.saved(fileName(name, "png")));
  };
  return (
    <Button kind="quiet" title={words.downloadPng} onClick={() => void save()}>
      <Icon name="down" size={13} />
      {words.png}
    </Button>
  );
}
