// Text that would like to be something else.
//
// Names and descriptions come from strangers.  As markup they are harmless here (everything is a text
// node), but characters without a shape can still lie: a right-to-left override turns "exe.txt" around,
// a zero-width space makes two names look alike, a control character is nothing at all.  Those are cut
// out of the text as pieces of their own, to be shown by their numbers.

import { kUnseen, numberOf } from "@/format/unseen";

export interface Piece {
  readonly text: string;
  /** The text is the number of a character that would not be seen. */
  readonly unseen?: true;
}

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of text.matchAll(kUnseen)) {
    if (found.index > done) pieces.push({ text: text.slice(done, found.index) });
    pieces.push({ text: numberOf(found[0]), unseen: true });
    done = found.index + found[0].length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}

/** The same on one line, for places that take no elements: the title of the window. */
export const plainly = (text: string): string => piecesOf(text).map((piece) => piece.text).join("");

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
