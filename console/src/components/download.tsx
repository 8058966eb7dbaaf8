// Saves what is shown: tables as CSV, charts as PNG.
//
// Files are made here, in the browser, and named for what they hold; nothing is asked of a server.
import { useState } from "preact/hooks";
import { useText } from "@/text/dictionary";
import { Button } from "./button";
import { Icon } from "./icon";
import { imageOf, type Around } from "./drawing/image";
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

export async function savePng(base: string, source: SVGSVGElement | HTMLCanvasElement, around: Around = {}): Promise<void> {
  const canvas = await imageOf(source, around);
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
  /** Stands above the drawing in the image. */
  readonly title?: string | undefined;
  /** A list whose entries (a sign and words) stand below it. */
  readonly legend?: (() => Element | null | undefined) | undefined;
  readonly source: () => SVGSVGElement | HTMLCanvasElement | null | undefined;
}

export function DownloadPng({ name, title, legend, source }: DownloadPngProps) {
  const words = useText(text);
  const save = async (): Promise<void> => {
    const shown = source();
    if (!shown) return;
    await savePng(name, shown, { title, legend: legend?.() });
    toast(words.saved(fileName(name, "png")));
  };
  return (
    <Button kind="quiet" title={words.downloadPng} onClick={() => void save()}>
      <Icon name="down" size={13} />
      {words.png}
    </Button>
  );
}
