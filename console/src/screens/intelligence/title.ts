// What an object is called on a page: its name, for a relationship what it joins, else its type and the
// beginning of its id.  Always harmless (defang.ts).
import { useText } from "@/text/dictionary";
import { defangValue } from "./defang";
import { endsOf, namedIn, nameOf, type Hit } from "./hits";
import { useNames, type Names } from "./names";
import { typeOfId } from "./recognise";
import { relationWords } from "./words/relations";
import { typeWords, wordFor } from "./words/types";

export interface TitleWords {
  readonly types: Readonly<Record<string, string>>;
  readonly relations: Readonly<Record<string, string>>;
}

/** "indicator--9a8e05a8-…" as far as it tells objects apart. */
export const shortId = (id: string): string => id.slice(0, id.indexOf("--") + 10);

export function titleOf(hit: Pick<Hit, "id" | "type" | "name" | "object">, names: Names, words: TitleWords): string {
  const ends = endsOf(hit.object);
  if (ends === null) return nameOf(hit) || shortId(hit.id);
  const end = (id: string): string => {
    const name = names.get(id);
    return name ? defangValue(typeOfId(id), name) : wordFor(words.types, typeOfId(id));
  };
  return `${end(ends.from)} → ${wordFor(words.relations, ends.relation)} → ${end(ends.to)}`;
}

/** Titles of a list of objects, with the names that they need asked for. */
export function useTitles(hits: readonly Hit[]): { readonly names: Names; readonly title: (hit: Hit) => string } {
  const names = useNames(namedIn(hits));
  const words = { types: useText(typeWords), relations: useText(relationWords) };
  return { names, title: (hit) => titleOf(hit, names, words) };
}
