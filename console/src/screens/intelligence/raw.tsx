// The object as it came, for those who trust nothing that was made of it.
import { Copy } from "@/components/copy";
import { Section } from "@/components/page";
import { useText } from "@/text/dictionary";
import { piecesOf } from "./hostile";
import { text } from "./text";
import { jsonOf } from "./tree";

export function Raw({ object }: { readonly object: unknown }) {
  const words = useText(text);
  const json = jsonOf(object);
  return (
    <Section title={words.json} note={words.rawNote} actions={<Copy value={json} label={words.copyJson} />}>
      <pre class="raw" tabIndex={0} role="region" aria-label={words.rawText} dir="ltr">
        {piecesOf(json).map((piece, at) =>
          piece.unseen ? (
            <span key={at} class="unseen-character" title={words.unseenCharacter(piece.text)}>
              {piece.text}
            </span>
          ) : (
            piece.text
          ),
        )}
      </pre>
    </Section>
  );
}
