// The properties of an object, drawn: names in the reader's words with the real ones beside them,
// references as links inside, times by the clock of the header, everything else as text.
import { useState } from "preact/hooks";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { common } from "@/text/common";
import { useText } from "@/text/dictionary";
import { useNames, type Names } from "./names";
import { Reference } from "./reference";
import { LongText } from "./safe-text";
import { text } from "./text";
import { isFlat, linesOf, propertiesOf, treeOf, type Entry, type Leaf, type Tree } from "./tree";
import { propertyWords } from "./words/properties";
import { wordFor } from "./words/types";
import "./properties.css";

const kItems = 20; // of a list that are shown at first

/** References that stand near the top of a tree, whose names are worth asking for. */
function shownReferences(entries: readonly Entry[]): readonly string[] {
  const found: string[] = [];
  const visit = (tree: Tree): void => {
    if (found.length >= 60) return;
    if (tree.is === "leaf" && tree.leaf.is === "reference") found.push(tree.leaf.id);
    else if (tree.is === "list") tree.items.slice(0, kItems).forEach(visit);
    else if (tree.is === "map") tree.entries.forEach((entry) => visit(entry.tree));
  };
  entries.forEach((entry) => visit(entry.tree));
  return found;
}

export function Properties({ object }: { readonly object: Readonly<Record<string, unknown>> }) {
  const entries = propertiesOf(object);
  const names = useNames(shownReferences(entries));
  return <Entries entries={entries} names={names} outer />;
}

/** Any one value, for the difference between versions. */
export function PropertyValue({ value, name }: { readonly value: unknown; readonly name: string }) {
  const tree = treeOf(value, name);
  const names = useNames(shownReferences([{ key: name, tree }]));
  return <Value tree={tree} names={names} />;
}

/** "Valid until" with "valid_until" beside it; what has no word has its own name alone. */
export function PropertyName({ name }: { readonly name: string }) {
  const words = useText(propertyWords);
  const word = wordFor(words, name);
  if (word === name) return <code class="own-name">{name}</code>;
  return (
    <>
      {word} <code class="real-name">{name}</code>
    </>
  );
}

interface EntriesProps {
  readonly entries: readonly Entry[];
  readonly names: Names;
  readonly outer?: boolean;
}

function Entries({ entries, names, outer }: EntriesProps) {
  const words = useText(text);
  if (entries.length === 0) return <span class="soft">{words.empty}</span>;
  return (
    <dl class={outer ? "properties outer" : "properties"}>
      {entries.map((entry) => (
        <div key={entry.key} class={isFlat(entry.tree) ? "" : "with-parts"}>
          <dt>
            <PropertyName name={entry.key} />
          </dt>
          <dd>
            <Parts tree={entry.tree} names={names} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const kUnfolded = 14; // lines of a part that are shown without being asked for

/** What has parts stands below its name, and folded where it is long. */
function Parts({ tree, names }: { readonly tree: Tree; readonly names: Names }) {
  const words = useText(text);
  const format = useFormat();
  const lines = linesOf(tree);
  if (isFlat(tree) || lines <= kUnfolded) return <Value tree={tree} names={names} />;
  return (
    <details class="parts">
      <summary>{words.folded(format.count(lines))}</summary>
      <Value tree={tree} names={names} />
    </details>
  );
}

function Value({ tree, names }: { readonly tree: Tree; readonly names: Names }) {
  const words = useText(text);
  switch (tree.is) {
    case "leaf":
      return <LeafValue leaf={tree.leaf} names={names} />;
    case "list":
      return <List items={tree.items} names={names} />;
    case "map":
      return <Entries entries={tree.entries} names={names} />;
    case "deep":
      return (
        <>
          <span class="soft small">{words.deepText}</span>
          <LongText text={tree.json} code />
        </>
      );
  }
}

function List({ items, names }: { readonly items: readonly Tree[]; readonly names: Names }) {
  const words = useText(text);
  const format = useFormat();
  const [whole, setWhole] = useState(false);
  if (items.length === 0) return <span class="soft">{words.empty}</span>;
  const shown = whole ? items : items.slice(0, kItems);
  // Short things stand beside one another, things with parts below.
  const flat = items.every((item) => item.is === "leaf");
  return (
    <ul class={flat ? "values flat" : "values"}>
      {shown.map((item, at) => (
        <li key={at}>
          <Value tree={item} names={names} />
        </li>
      ))}
      {shown.length < items.length && (
        <li class="no-print">
          <button type="button" class="more-button" onClick={() => setWhole(true)}>
            {words.moreItems(format.count(items.length - shown.length))}
          </button>
        </li>
      )}
    </ul>
  );
}

function LeafValue({ leaf, names }: { readonly leaf: Leaf; readonly names: Names }) {
  const words = useText(text);
  const shared = useText(common);
  switch (leaf.is) {
    case "text":
      return leaf.text === "" ? <span class="soft">{words.empty}</span> : <LongText text={leaf.text} />;
    case "code":
      return <LongText text={leaf.text} code />;
    case "reference":
      return <Reference id={leaf.id} name={names.get(leaf.id)} />;
    case "time":
      return <Timestamp at={leaf.at} />;
    case "number":
      // As it came: these may be ports, years or chances of 10^-112, not amounts to be rounded.
      return <span>{String(leaf.value)}</span>;
    case "flag":
      return <span>{leaf.value ? shared.yes : shared.no}</span>;
    case "nothing":
      return <span class="soft">{words.nothing}</span>;
  }
}
