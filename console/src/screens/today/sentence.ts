// How bad is it: one line with numbers, for those who read nothing else.
import type { Schema } from "@/api/contract";
import type { Format } from "@/format/format";
import type { Wording } from "@/text/dictionary";
import type { Span } from "./since";
import type { text } from "./text";

type Today = Schema<"Today">;
type Words = Wording<typeof text.en>;

/** The hub counts approvals up to so many. */
export const kMostApprovals = 1_000;

export function approvalsText(today: Pick<Today, "approvals">, words: Words, format: Format): string {
  const n = format.count(today.approvals);
  return today.approvals >= kMostApprovals ? words.atLeast(n) : words.exactly(n);
}

function worstOf(today: Today, words: Words, format: Format): string {
  const burning = today.servers.filter((row) => row.status === "new" || row.status === "changed");
  const worst = [...burning].sort((a, b) => b.probability - a.probability)[0];
  if (!worst) return "";
  const probability = format.probability(worst.probability);
  return worst.clients === null
    ? words.sentence.worst(worst.server, probability)
    : words.sentence.worstClients(worst.server, probability, format.count(worst.clients));
}

export function sentenceOf(today: Today, span: Span, words: Words, format: Format): string {
  const { status, approvals, alerts } = today;
  const { sentence } = words;
  const last = words.last[span];
  const parts = [
    status.new + status.changed > 0 ? sentence.some(last, format.count(status.new), format.count(status.changed)) : sentence.none(last),
    worstOf(today, words, format),
    status.standing + status.confirmed > 0 ? sentence.stand(format.count(status.standing), format.count(status.confirmed)) : "",
    approvals > 0 ? sentence.approvals(approvalsText(today, words, format)) : "",
    alerts > 0 ? sentence.alerts(format.count(alerts)) : sentence.fine,
  ];
  return parts.filter((part) => part !== "").join(format.language === "ja" ? "" : " ");
}
