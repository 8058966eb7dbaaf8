// What speaks against a server being one: the other explanation, lists that know it, reasons with a
// negative weight, and organisations that rejected it.  It is always shown, also when there is little.
import { Badge } from "@/components/badge";
import { KeyValue, type Pair } from "@/components/keyvalue";
import { Section } from "@/components/page";
import { useFormat } from "@/format/format";
import { useText } from "@/text/dictionary";
import { innocentText } from "../evidence/innocent";
import { lineTitle } from "../evidence/lines";
import { sentenceOf } from "../evidence/sentence";
import type { Server } from "./page";
import { text } from "./text";

export function Against({ server: { row, finding, opinions } }: { readonly server: Server }) {
  const words = useText(text);
  const format = useFormat();
  const { against } = words;
  const terms = finding.evidence.filter((one) => one.weight < 0);
  const innocent = finding.innocent ? innocentText(finding.innocent, format.language) : undefined;
  const rejections = opinions.filter((opinion) => opinion.verdict === "rejected");
  const pairs: Pair[] = [
    { name: against.innocent, value: innocent && <span lang={innocent.lang}>{innocent.text}</span> },
    { name: against.suppressed, value: finding.suppressed_by },
    { name: against.warning, value: row.warning_list && <Badge tone="warn">{row.warning_list}</Badge> },
    {
      name: against.terms,
      value:
        terms.length === 0 ? (
          <span class="soft">{against.noTerms}</span>
        ) : (
          <ul class="plain-list">
            {terms.map((one, at) => {
              const said = sentenceOf(one, format);
              return (
                <li key={at}>
                  <b>{format.signed(one.weight, 2)}</b> {lineTitle(one.name, format.language)}: <span lang={said.lang}>{said.text}</span>
                </li>
              );
            })}
          </ul>
        ),
    },
    {
      name: against.rejected,
      value: rejections.length === 0 ? undefined : (
        <ul class="plain-list">
          {rejections.map((one, at) => (
            <li key={at}>
              {one.organisation}
              {one.reason ? `: ${one.reason}` : ""}
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <Section title={words.section.against} id="against">
      <KeyValue pairs={pairs} />
    </Section>
  );
}
