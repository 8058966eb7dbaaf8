// One contribution that waits: what it is, where it would go, what the check-list says, the object.
import { useState } from "preact/hooks";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { KeyValue } from "@/components/keyvalue";
import { Section } from "@/components/page";
import { Timestamp } from "@/components/timestamp";
import { pathOf } from "@/router/location";
import { SealLine, Seals } from "@/screens/intelligence/seals";
import { typeWords } from "@/screens/intelligence/words/types";
import { useText } from "@/text/dictionary";
import { usePlacePairs, type Collections } from "../places";
import { text as sharingText } from "../text";
import { CheckList } from "./check-list";
import { isBlocked, nameOf, type Waiting } from "./checks";
import type { Asking } from "./dialogs";
import { ObjectView } from "./object-view";
import { text } from "./text";
import { ownOf } from "@/text/own";

export function useTypeName(): (type: string) => string {
  const types = useText(typeWords) as Readonly<Record<string, string>>;
  return (type) => ownOf(types, type) ?? type;
}

export interface ItemProps {
  readonly item: Waiting;
  readonly collections: Collections;
  readonly ask: (asking: Asking) => void;
}

export function Item({ item, collections, ask }: ItemProps) {
  const words = useText(text);
  const shared = useText(sharingText);
  const typeName = useTypeName();
  const [at, setAt] = useState<{ pointer: string } | null>(null);
  const pairs = usePlacePairs(item, collections);
  const blocked = isBlocked(item);
  return (
    <article class="stack approval-item" aria-label={nameOf(item.object)}>
      <div class="approval-head">
        <h2>{nameOf(item.object)}</h2>
        <div class="row small soft">
          <span>{typeName(item.type)}</span>
          <Timestamp at={item.added} />
          {item.own === false && <Badge tone="note">{shared.other}</Badge>}
          <SealLine seals={item.seals} />
        </div>
        <p>
          <Badge tone={item.part === "damage" ? "warn" : "note"} icon={item.part === "damage" ? "diamond" : "ring"}>
            {shared.part[item.part]}
          </Badge>{" "}
          <span class="soft">{shared.partSays[item.part]}</span>
        </p>
        <div class="row no-print">
          <Button kind={blocked ? "danger" : "primary"} onClick={() => ask(blocked ? "despite" : "release")}>
            {blocked ? words.releaseDespite : words.release}
          </Button>
          <Button onClick={() => ask("refuse")}>{words.refuse}</Button>
          <Button kind="quiet" href={pathOf("intelligence", "objects", item.id)}>
            {words.openObject}
          </Button>
        </div>
      </div>
      <div class="approval-parts">
        <Section title={words.place}>
          {item.collection === undefined ? <p class="soft">{words.placeUnsaid}</p> : <KeyValue pairs={pairs} />}
        </Section>
        <Section title={words.checkTitle}>
          <CheckList remarks={item.remarks} show={(pointer) => setAt({ pointer })} />
        </Section>
        <Seals seals={item.seals} />
      </div>
      <Section title={words.object} note={<span class="mono">{item.id}</span>}>
        <ObjectView object={item.object} remarks={item.remarks} at={at} />
      </Section>
    </article>
  );
}
