// Keys that a page adds while it is shown: single letters that act, and the lines that the keyboard
// dialog shows for them.
//
//   usePageKeys(words.title, [{ key: "c", does: words.confirm, act: confirm }]);
//
// They follow the rules of the keys everywhere (keys.tsx): only while nothing is being typed.
import { useEffect, useRef } from "preact/hooks";
import { cell } from "@/state/cell";

export interface PageKey {
  readonly key: string;
  readonly does: string;
  act(): void;
}

export interface PageKeys {
  /** Of the page, above its keys in the dialog. */
  readonly title: string;
  readonly keys: readonly PageKey[];
}

export const pageKeys = cell<PageKeys | null>(null);

/** Does what the page has for a key; false if it has nothing. */
export function takePageKey(key: string): boolean {
  const found = pageKeys.get()?.keys.find((one) => one.key === key);
  found?.act();
  return found !== undefined;
}

export function usePageKeys(title: string, keys: readonly PageKey[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  const said = [title, ...keys.flatMap((one) => [one.key, one.does])].join("\n");
  useEffect(() => {
    const mine: PageKeys = {
      title,
      keys: latest.current.map(({ key, does }) => ({
        key,
        does,
        act: () => latest.current.find((one) => one.key === key)?.act(),
      })),
    };
    pageKeys.set(mine);
    return () => {
      if (pageKeys.get() === mine) pageKeys.set(null);
    };
  }, [said]);
}
