// CSV by RFC 4180, safe to open in a spreadsheet.
//
// Programs take a field that begins with = + - @ (or a tab or a carriage return) for a formula; names
// in threat intelligence are written by attackers.  Such a text gets a leading apostrophe.  Numbers
// are ours and stay numbers, so that −3 can be added up.
export type CsvField = string | number | boolean | null | undefined;

const kFormula = /^[=+\-@\t\r]/;

export function csvField(value: CsvField): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = String(value);
  const safe = kFormula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With CRLF after every record, the last one too. */
export function csv(head: readonly string[], rows: Iterable<readonly CsvField[]>): string {
  const lines = [head.map(csvField).join(",")];
  for (const row of rows) lines.push(row.map(csvField).join(","));
  return lines.join("\r\n") + "\r\n";
}

/** A name that every system takes: "servers 2026/01" is "servers-2026-01.csv". */
export function fileName(base: string, ending: string): string {
  const plain = base
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return `${plain === "" ? "noroshi" : plain}.${ending}`;
}
