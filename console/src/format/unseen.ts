// Characters that lie by not being seen, made visible.
//
// Names come from strangers.  A right-to-left override turns "exe.txt" around, a zero-width space makes
// two names look alike.  Joiners (U+200C, U+200D) and variation selectors belong to scripts and emoji,
// and stay.

// Controls but tab and line feed; soft hyphen; marks, overrides and isolates of direction; spaces
// without width; separators of lines; tags; the byte order mark; lone surrogates.
export const kUnseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** "U+202E". */
export function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** "invoice⟨U+202E⟩fdp.exe": the text with the numbers of what would not be seen. */
export function visible(text: string): string {
  return text.replace(kUnseen, (character) => `⟨${numberOf(character)}⟩`);
}
