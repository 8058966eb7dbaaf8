// What changed between two versions of an object, property by property.
//
// Lists are compared as bags: a reference that was added is one line, not a shift of all that stand
// behind it.  What differs in its order alone is said to do so.

export type Change =
  | { readonly what: "added"; readonly path: readonly string[]; readonly after: unknown }
  | { readonly what: "removed"; readonly path: readonly string[]; readonly before: unknown }
  | { readonly what: "changed"; readonly path: readonly string[]; readonly before: unknown; readonly after: unknown }
  | { readonly what: "reordered"; readonly path: readonly string[] };

type Map_ = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Map_ => typeof value === "object" && value !== null && !Array.isArray(value);

/** Equal values give equal texts, in whatever order their members stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** What is in `items` and not in `others`, counting equal ones. */
function beyond(items: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const left = new Map<string, number>();
  for (const other of others) {
    const key = canonical(other);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return items.filter((item) => {
    const key = canonical(item);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: readonly string[]): Change[] {
  const removed = beyond(before, after);
  const added = beyond(after, before);
  if (removed.length === 0 && added.length === 0) return [{ what: "reordered", path }];
  return [
    ...removed.map((item): Change => ({ what: "removed", path, before: item })),
    ...added.map((item): Change => ({ what: "added", path, after: item })),
  ];
}

function mapChanges(before: Map_, after: Map_, path: readonly string[]): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): Change[] => {
    const inner = [...path, key];
    if (!Object.hasOwn(before, key)) return [{ what: "added", path: inner, after: after[key] }];
    if (!Object.hasOwn(after, key)) return [{ what: "removed", path: inner, before: before[key] }];
    return changesBetween(before[key], after[key], inner);
  });
}

export function changesBetween(before: unknown, after: unknown, path: readonly string[] = []): Change[] {
  if (canonical(before) === canonical(after)) return [];
  if (isMap(before) && isMap(after)) return mapChanges(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path);
  return [{ what: "changed", path, before, after }];
}

/** A name for each version that a link can carry: the version, and a number where two have the same. */
export function versionNames(versions: readonly { readonly version: string }[]): readonly string[] {
  const seen = new Map<string, number>();
  return versions.map(({ version }) => {
    const count = (seen.get(version) ?? 0) + 1;
    seen.set(version, count);
    return count === 1 ? version : `${version}~${count}`;
  });
}
