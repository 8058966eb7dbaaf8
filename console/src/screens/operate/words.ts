// Filters of what is in memory: all words must be somewhere, upper and lower case and the width of
// Japanese letters do not matter (NFKC).
const folded = (text: string): string => text.normalize("NFKC").toLowerCase();

export function holdsWords(query: string, texts: readonly (string | undefined)[]): boolean {
  const words = folded(query).split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return true;
  const all = folded(texts.join("\n"));
  return words.every((word) => all.includes(word));
}
