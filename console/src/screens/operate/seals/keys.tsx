// The keys: as whom they seal, until when, and by which rule.
import type { Schema } from "@/api/contract";
import { Badge } from "@/components/badge";
import { Table, type Column } from "@/components/table";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { SafeText } from "@/screens/intelligence/safe-text";
import { sealerName } from "@/screens/intelligence/sealer";
import { sealWords } from "@/screens/intelligence/words/seals";
import { useText } from "@/text/dictionary";
import { isOver } from "../keys/expiry";
import { text } from "./text";

export type SealKey = Schema<"SealCredentials">["items"][number];

export function SealKeys({ keys }: { readonly keys: readonly SealKey[] }) {
  const words = useText(text);
  const columns = useColumns();
  if (keys.length === 0) return <p class="soft">{words.noKeys}</p>;
  return <Table label={words.keysLabel} name="seal-keys" columns={columns} rows={keys} keyOf={(key) => key.id} sortName="keys" maxHeight="none" wrap />;
}

function useColumns(): Column<SealKey>[] {
  const words = useText(text);
  const format = useFormat();
  const rule = (key: SealKey): string =>
    key.alone === 0 ? words.ruleNever(format.count(key.quorum)) : words.ruleSays(format.count(key.alone), format.count(key.quorum));
  return [
    {
      id: "key",
      title: words.key,
      width: 10,
      cell: (key) => (
        <>
          <span class="mono">{key.id}</span> {key.description !== undefined && <span class="soft small"><SafeText text={key.description} /></span>}
        </>
      ),
      csv: (key) => key.id,
    },
    { id: "state", title: words.state, width: 8, cell: (key) => <State of={key} />, csv: (key) => String(key.enabled) },
    { id: "sealer", title: words.sealer, width: 12, grow: true, cell: (key) => <Sealer of={key} />, csv: (key) => key.subject },
    { id: "until", title: words.until, width: 11, hideBelow: 640, cell: (key) => <Timestamp at={key.until} />, csv: (key) => key.until },
    { id: "rule", title: words.rule, width: 15, cell: rule, csv: rule },
    { id: "most", title: words.most, width: 7, numeric: true, hideBelow: 900, cell: (key) => format.count(key.most), csv: (key) => key.most },
    { id: "kind", title: words.kind, width: 7, hideBelow: 1000, cell: (key) => key.key, csv: (key) => key.key },
  ];
}

function State({ of: key }: { readonly of: SealKey }) {
  const words = useText(text);
  if (!key.enabled) return <Badge>{words.disabled}</Badge>;
  if (isOver(key.until, new Date())) return <Badge tone="bad">{words.over}</Badge>;
  return <Badge tone="good">{words.enabled}</Badge>;
}

function Sealer({ of: key }: { readonly of: SealKey }) {
  const words = useText(sealWords);
  const number = key.corporateNumber === undefined ? key.organizationIdentifier : words.number(key.corporateNumber);
  return (
    <span title={key.subject}>
      <SafeText text={sealerName(key.subject)} /> {number !== undefined && <span class="soft small"><SafeText text={number} /></span>}
    </span>
  );
}
