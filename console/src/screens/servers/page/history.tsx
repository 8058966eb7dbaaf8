// What happened to a server since it came, newest first.
import type { Schema } from "@/api/contract";
import { Section } from "@/components/page";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { text } from "./text";

type Entry = Schema<"History">;

export function History({ history }: { readonly history: readonly Entry[] }) {
  const words = useText(text);
  return (
    <Section title={words.section.history} id="history">
      {history.length === 0 ? (
        <p class="soft">{words.history.none}</p>
      ) : (
        <ol class="said-list">
          {history.map((entry, at) => (
            <li key={at}>
              <div class="row">
                <Timestamp at={entry.at} />
                <b>{words.history.what[entry.what]}</b>
                {entry.who !== undefined && <span>{entry.who}</span>}
                <Change entry={entry} />
              </div>
              <Said entry={entry} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

const kVerdicts = ["confirmed", "rejected", "withdrawn"] as const;
const kEnds = ["expired", "deleted"] as const;

/** The hub writes a verdict as "rejected: reason", and how something ended as one word. */
export function wordOf(entry: Entry): { verdict?: (typeof kVerdicts)[number]; end?: (typeof kEnds)[number]; rest: string } {
  const said = entry.text ?? "";
  const verdict = entry.what === "verdict" ? kVerdicts.find((one) => said === one || said.startsWith(`${one}: `)) : undefined;
  if (verdict) return { verdict, rest: said.slice(verdict.length + 2) };
  const end = entry.what === "retracted" ? kEnds.find((one) => one === said) : undefined;
  return end ? { end, rest: "" } : { rest: said };
}

function Said({ entry }: { readonly entry: Entry }) {
  const words = useText(text);
  const { verdict, end, rest } = wordOf(entry);
  if (!verdict && !end && rest === "") return null;
  return (
    <p class="soft">
      {verdict && words.opinions.verdicts[verdict]}
      {end && words.history.ends[end]}
      {verdict && rest !== "" && ": "}
      {rest}
    </p>
  );
}

/** What a version said. */
function Change({ entry: { probability, clients } }: { readonly entry: Entry }) {
  const words = useText(text);
  const format = useFormat();
  const parts = [
    probability === undefined ? "" : words.history.probability(format.probability(probability)),
    clients === undefined ? "" : words.clientCount(format.count(clients)),
  ].filter((part) => part !== "");
  return parts.length === 0 ? null : <span class="soft">{parts.join(format.language === "ja" ? "、" : ", ")}</span>;
}
