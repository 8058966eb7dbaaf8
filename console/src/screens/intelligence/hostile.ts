// Text that would like to be something else.
//
// Names and descriptions come from strangers.  As markup they are harmless here (everything is a text
// node), but characters without a shape can still lie: a right-to-left override turns "exe.txt" around,
// a zero-width space makes two names look alike, a control character is nothing at all.  Those are cut
// out of the text as pieces of their own, to be shown by their numbers.

export interface Piece {
  readonly text: string;
  /** The text is the number of a character that would not be seen. */
  readonly unseen?: true;
}

// Controls but tab and line feed; soft hyphen; marks, overrides and isolates of direction; spaces
// without width; separators of lines; tags; the byte order mark; lone surrogates.  Joiners (U+200C,
// U+200D) and variation selectors belong to scripts and emoji, and stay.
const kUnseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(kUnseen)) {
    if (found.index > done) pieces.push({ text: text.slice(done, found.index) });
    const number = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    pieces.push({ text: `U+${number}`, unseen: true });
    done = found.index + found[0].length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}

export interface Cut {
  readonly text: string;
  /** Characters that were left out. */
  readonly left: number;
}

/** At most so many characters, never half of one. */
export function cut(text: string, most: number): Cut {
  if (text.length <= most) return { text, left: 0 };
  const half = text.charCodeAt(most - 1) >= 0xd800 && text.charCodeAt(most - 1) <= 0xdbff;
  const shown = text.slice(0, half ? most - 1 : most);
  return { text: shown, left: text.length - shown.length };
}
