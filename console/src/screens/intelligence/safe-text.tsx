// Words of strangers: text and nothing else, in its own direction, with what would not be seen shown.
import { useState } from "preact/hooks";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { defang } from "./defang";
import { cut, piecesOf } from "./hostile";
import { text as words_ } from "./text";
import "./safe-text.css";

/** On one line; for names. */
export function SafeText({ text }: { readonly text: string }) {
  const words = useText(words_);
  return (
    <bdi class="safe">
      {piecesOf(defang(text)).map((piece, at) =>
        piece.unseen ? (
          <span key={at} class="unseen-character" title={words.unseenCharacter(piece.text)}>
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}

const kMost = 1_200; // characters of a text that are shown at first

/** With its line breaks; long ones are cut, and shown whole when asked for. */
export function LongText({ text, code = false }: { readonly text: string; readonly code?: boolean | undefined }) {
  const words = useText(words_);
  const format = useFormat();
  const [whole, setWhole] = useState(false);
  const shown = whole ? { text, left: 0 } : cut(text, kMost);
  return (
    <span class={code ? "long-text mono" : "long-text"}>
      <SafeText text={shown.text} />
      {shown.left > 0 && (
        <>
          …{" "}
          <button type="button" class="more-button no-print" onClick={() => setWhole(true)}>
            {words.moreText(format.count(shown.left))}
          </button>
        </>
      )}
    </span>
  );
}
