// A reference from one object to another: the only links that data may have, and they stay inside.
import { Tlp } from "@/components/badge";
import { pathOf } from "@/router/location";
import { useText } from "@/text/dictionary";
import { defangValue } from "./defang";
import { Glyph } from "./glyph";
import { colourOfMarking } from "./markings";
import { typeOfId } from "./recognise";
import { SafeText } from "./safe-text";
import { shortId } from "./title";
import { typeWords, wordFor } from "./words/types";

export const objectHref = (id: string): string => pathOf("intelligence", "objects", id);

export interface ReferenceProps {
  readonly id: string;
  /** null or undefined: not known. */
  readonly name?: string | null | undefined;
}

export function Reference({ id, name }: ReferenceProps) {
  const words = useText(typeWords);
  const colour = colourOfMarking(id);
  if (colour) return <Tlp label={colour} />;
  const type = typeOfId(id);
  return (
    <a class="reference" href={objectHref(id)} title={`${wordFor(words, type)} · ${id}`}>
      <Glyph type={type} />
      {name ? <SafeText text={defangValue(type, name)} /> : <span class="mono">{shortId(id)}</span>}
    </a>
  );
}
