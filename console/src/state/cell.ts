// A value that the whole console shares, and that components follow.
//
// Settings, the place in the console, the caller's account and the live connection are one each;
// everything else belongs to the component that shows it.
import { useEffect, useState } from "preact/hooks";

export interface Cell<T> {
  get(): T;
  set(value: T): void;
  /** Calls back after each change, until the returned function is called. */
  follow(changed: (value: T) => void): () => void;
}

export function cell<T>(first: T): Cell<T> {
  let now = first;
  const followers = new Set<(value: T) => void>();
  return {
    get: () => now,
    set(value) {
      if (Object.is(value, now)) return;
      now = value;
      for (const changed of [...followers]) changed(value);
    },
    follow(changed) {
      followers.add(changed);
      return () => followers.delete(changed);
    },
  };
}

export function useCell<T>(source: Cell<T>): T {
  const [value, setValue] = useState<T>(() => source.get());
  useEffect(() => {
    const take = (next: T): void => setValue(() => next);
    take(source.get()); // it may have changed between the first drawing and now
    return source.follow(take);
  }, [source]);
  return value;
}
