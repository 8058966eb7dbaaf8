// Under which seals something came: the organisation, its number, how strong, since when.
import type { Schema } from "@/api/contract";
import { Badge } from "@/components/badge";
import { Section } from "@/components/page";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { SafeText } from "./safe-text";
import { sealerName } from "./sealer";
import { sealWords } from "./words/seals";
import "./seals.css";

type Seal = Schema<"Seals">[number];

export interface SealsProps {
  readonly seals: readonly Seal[] | undefined;
  readonly id?: string | undefined;
}

/** A part of a page; where nothing was sealed it says so in one quiet line. */
export function Seals({ seals = [], id }: SealsProps) {
  const words = useText(sealWords);
  const format = useFormat();
  const note = seals.length > 0 ? words.seals(format.count(seals.length)) : undefined;
  return (
    <Section title={words.title} id={id} note={note}>
      {seals.length === 0 ? (
        <p class="soft" title={words.noneText}>
          {words.none}
        </p>
      ) : (
        <ul class="seals">
          {seals.map((seal) => (
            <Sealed key={`${seal.sha256} ${seal.received} ${seal.sealer}`} seal={seal} />
          ))}
        </ul>
      )}
    </Section>
  );
}

/** The same in a few words, for the head of what is decided on. */
export function SealLine({ seals = [] }: SealsProps) {
  const words = useText(sealWords);
  const names = [...new Set(seals.map((seal) => sealerName(seal.sealer)))];
  if (names.length === 0) return <span title={words.noneText}>{words.none}</span>;
  return (
    <Badge tone="good" title={words.goodSays}>
      <SafeText text={words.by(names.join(", "))} />
    </Badge>
  );
}

function Sealed({ seal }: { readonly seal: Seal }) {
  const words = useText(sealWords);
  return (
    <li class="keep">
      <p class="row apart">
        <strong>
          <SafeText text={sealerName(seal.sealer)} />
        </strong>
        <Badge tone="good" title={words.goodSays}>
          {words.good}
        </Badge>
      </p>
      <SealerNumber seal={seal} />
      <p>
        <span class="soft" title={seal.timeStamped ? words.stampedSays : words.arrivedSays}>
          {seal.timeStamped ? words.stamped : words.arrived}
        </span>{" "}
        <Timestamp at={seal.since} />
      </p>
      <p class="small">
        <span class="soft">{words.level}</span> {words.levels[seal.level]}
      </p>
      <p class="soft small">
        <span>{words.certificate}</span> <SafeText text={seal.sealer} />
      </p>
      <p class="soft small seal-digest">
        {words.digest} <code>{seal.sha256}</code>
      </p>
    </li>
  );
}

function SealerNumber({ seal }: { readonly seal: Seal }) {
  const words = useText(sealWords);
  if (seal.corporateNumber !== undefined) return <p class="number">{words.number(seal.corporateNumber)}</p>;
  if (seal.organizationIdentifier === undefined) return null;
  return (
    <p class="mono">
      <SafeText text={seal.organizationIdentifier} />
    </p>
  );
}
