// The figures at the head of a server's page, and the circumstances of its Finding.
import { Figures, KeyValue } from "@/components/keyvalue";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { likelihoodWords } from "../evidence/likelihood-text";
import { likelihood } from "../evidence/sum";
import { Clients } from "../status";
import { text as listText } from "../text";
import type { Server } from "./page";
import { text } from "./text";

export function Facts({ server: { row, finding } }: { readonly server: Server }) {
  const words = useText(text);
  const shared = useText(listText);
  const sure = useText(likelihoodWords);
  const format = useFormat();
  const { figure, facts } = words;
  const place = [row.country && format.country(row.country), row.network].filter(Boolean).join(" · ");
  return (
    <div class="facts">
      <Figures
        pairs={[
          {
            name: `${figure.probability}: ${sure[likelihood(row.probability)]}`,
            value: format.probability(row.probability),
          },
          {
            name: figure.falseShare,
            value:
              finding.false_share === undefined ? undefined : (
                <span title={words.falseShareSays}>{format.percent(finding.false_share)}</span>
              ),
          },
          { name: figure.score, value: format.count(row.score) },
          { name: figure.clients, value: <Clients count={row.clients} /> },
          { name: figure.contacts, value: format.count(row.contacts) },
        ]}
      />
      <KeyValue
        pairs={[
          { name: facts.firstSeen, value: <Timestamp at={row.first_seen} /> },
          { name: facts.lastSeen, value: <Timestamp at={row.last_seen} /> },
          { name: facts.added, value: <Timestamp at={row.added} /> },
          { name: facts.place, value: place === "" ? shared.unknownPlace : place },
          {
            name: facts.sampling,
            value: (finding.sampling ?? 1) > 1 ? facts.samplingSays(format.count(finding.sampling)) : undefined,
          },
          {
            name: facts.exposure,
            value: finding.exposure === undefined ? undefined : facts.exposureSays(format.percent(finding.exposure)),
          },
          { name: facts.method, value: facts.methodSays(finding.method, finding.version) },
        ]}
      />
    </div>
  );
}
