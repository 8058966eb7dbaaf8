// Look-ups by names that others chose: "constructor" and "__proto__" are in no dictionary of ours, and
// must not find what every object of the language inherits.
export function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
