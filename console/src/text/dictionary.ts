// Texts of the console, in English and Japanese, checked by the compiler.
//
// English sets the shape: a key that the Japanese side lacks, has too much or gives another kind
// does not compile.  Texts with parameters are functions, so that each language orders its words
// as it must.  Texts stand beside what shows them, in a text.ts of each folder.
import { useSettings, type Language } from "@/settings/settings";

type Leaf = string | ((...parameters: never[]) => string);
export interface Shape {
  readonly [key: string]: Leaf | Shape;
}

/** The same keys and the same parameters, other words. */
export type Wording<T> = {
  readonly [K in keyof T]: T[K] extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : T[K] extends string
      ? string
      : Wording<T[K]>;
};

export type Dictionary<T> = Readonly<Record<Language, Wording<T>>>;

export function dictionary<T extends Shape>(languages: { en: T; ja: NoInfer<Wording<T>> }): Dictionary<T> {
  return languages as unknown as Dictionary<T>; // T is a Wording<T>, which the compiler cannot see
}

/** The texts in the language of the settings; redraws when that changes. */
export function useText<T>(texts: Dictionary<T>): Wording<T> {
  return texts[useSettings().language];
}
