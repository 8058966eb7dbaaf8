// An object as lines, each with the JSON pointer (RFC 6901) of what it shows: so that a remark can
// point at its property.

export interface Line {
  readonly pointer: string;
  readonly depth: number;
  /** Of a member; an element of a list has its place as a number. */
  readonly key: string | number | undefined;
  /** Of a leaf; undefined for objects and lists, which are opened by their key. */
  readonly value: string | undefined;
  readonly kind: "text" | "number" | "other" | "object" | "list";
}

const kDeepest = 32;
const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

function leaf(value: unknown): Pick<Line, "value" | "kind"> {
  if (typeof value === "string") return { value, kind: "text" };
  if (typeof value === "number") return { value: String(value), kind: "number" };
  return { value: JSON.stringify(value) ?? "", kind: "other" };
}

function walk(value: unknown, pointer: string, depth: number, key: Line["key"], lines: Line[]): void {
  const open = typeof value === "object" && value !== null && depth < kDeepest;
  if (!open) {
    lines.push({ pointer, depth, key, ...leaf(value) });
    return;
  }
  const list = Array.isArray(value);
  const members: [string | number, unknown][] = list ? value.map((one, at) => [at, one]) : Object.entries(value);
  if (members.length === 0) {
    lines.push({ pointer, depth, key, value: list ? "[]" : "{}", kind: "other" });
    return;
  }
  if (key !== undefined) lines.push({ pointer, depth, key, value: undefined, kind: list ? "list" : "object" });
  const inner = key === undefined ? depth : depth + 1;
  for (const [name, one] of members) walk(one, `${pointer}/${escaped(String(name))}`, inner, name, lines);
}

export function objectLines(object: unknown): readonly Line[] {
  const lines: Line[] = [];
  walk(object, "", 0, undefined, lines);
  return lines;
}

/** Whether a line shows the property that a pointer names, or a part of it. */
export function isAt(line: Pick<Line, "pointer">, pointer: string): boolean {
  return pointer !== "" && (line.pointer === pointer || line.pointer.startsWith(`${pointer}/`));
}
