// Why it is believed: the prior and the terms of the log-odds as bars, and every figure behind them.
import type { Schema } from "@/api/contract";
import { BarList, type Term } from "@/components/bar-list";
import { Section } from "@/components/page";
import { EmptyState } from "@/components/states";
import { usePrinting } from "@/components/table/printing";
import { useFormat, type Format } from "@/format/format";
import { useText, type Wording } from "@/text/dictionary";
import { figuresOf, mainFigure } from "../evidence/figures";
import { lineTitle } from "../evidence/lines";
import { sentenceOf, type Evidence } from "../evidence/sentence";
import { likelihoodWords } from "../evidence/likelihood-text";
import { likelihood, probabilityOf, runningSum, type Step } from "../evidence/sum";
import { text } from "./text";

type Finding = Schema<"Finding">;
type Words = Wording<typeof text.en>;

const kNothing = 0.005; // weighs 0.00 as it is written

const weighs = (one: Evidence): boolean => Math.abs(one.weight) >= kNothing;

/** The prior and every line that weighs something, as bars. */
export function termsOf(finding: Finding, format: Format, words: Words): readonly Term[] {
  const terms = finding.evidence.filter(weighs).map((one, at): Term => ({
    name: `${one.name}-${at}`,
    title: lineTitle(one.name, format.language),
    weight: one.weight,
    measured: mainFigure(one.name, one.value, one.unit, format),
    says: sentenceOf(one, format).text,
  }));
  if (finding.prior === undefined) return terms;
  const oneIn = 1 / probabilityOf(finding.prior);
  const prior: Term = {
    name: "prior",
    title: words.why.prior,
    weight: finding.prior,
    measured: "",
    says: words.why.priorSays(format.count(Number(oneIn.toPrecision(2)))),
  };
  return [prior, ...terms];
}

export function Why({ finding }: { readonly finding: Finding }) {
  const words = useText(text);
  const format = useFormat();
  const steps = runningSum(finding.prior ?? 0, finding.evidence);
  const sum = steps.at(-1)?.sum ?? finding.prior ?? 0;
  const sure = useText(likelihoodWords)[likelihood(finding.probability)];
  return (
    <Section title={words.section.why} id="why">
      {finding.evidence.length === 0 ? (
        <EmptyState title={words.why.noEvidence}> </EmptyState>
      ) : (
        <>
          <BarList
            label={words.why.bars}
            name={`${fileStem(finding)}-reasons`}
            view="reasons"
            note={words.why.note}
            terms={termsOf(finding, format, words)}
            sum={{ title: words.why.sum, weight: sum, says: words.why.sumSays(format.probability(finding.probability), sure) }}
          />
          <Weightless evidence={finding.evidence.filter((one) => !weighs(one))} />
          {finding.prior === undefined && <p class="soft small">{words.why.noPrior}</p>}
          <Steps steps={steps} prior={finding.prior} />
        </>
      )}
    </Section>
  );
}

/** What was looked at and neither speaks for nor against. */
function Weightless({ evidence }: { readonly evidence: readonly Evidence[] }) {
  const words = useText(text);
  const { language } = useFormat();
  if (evidence.length === 0) return null;
  const titles = evidence.map((one) => lineTitle(one.name, language));
  return <p class="soft small">{words.why.nothing(titles.join(language === "ja" ? "、" : ", "))}</p>;
}

/** A name for files of this server: "203.0.113.7-6667-tcp". */
export function fileStem({ subject }: Pick<Finding, "subject">): string {
  return `${subject.ip}-${subject.port}-${subject.proto}`;
}

function Steps({ steps, prior }: { readonly steps: readonly Step[]; readonly prior: number | undefined }) {
  const words = useText(text);
  const format = useFormat();
  const { why } = words;
  const printing = usePrinting(); // what is folded up stays so on paper
  return (
    <details class="steps chart" open={printing}>
      <summary>{why.steps}</summary>
      <div class="twin" tabIndex={0} role="region" aria-label={why.steps}>
        <table>
          <thead>
            <tr>
              <th scope="col">{why.step}</th>
              <th scope="col" class="number">{why.weight}</th>
              <th scope="col" class="number">{why.running}</th>
              <th scope="col" class="number">{why.probability}</th>
              <th scope="col">{why.figures}</th>
            </tr>
          </thead>
          <tbody>
            {prior !== undefined && (
              <tr>
                <th scope="row">{why.prior}</th>
                <td class="number">{format.signed(prior, 2)}</td>
                <td class="number">{format.signed(prior, 2)}</td>
                <td class="number">{format.probability(probabilityOf(prior))}</td>
                <td />
              </tr>
            )}
            {steps.map((step, at) => (
              <StepRow key={at} step={step} known={prior !== undefined} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function StepRow({ step: { evidence, sum, probability }, known }: { readonly step: Step; readonly known: boolean }) {
  const format = useFormat();
  const figures = figuresOf(evidence.name, evidence.counts ?? {}, format);
  return (
    <tr>
      <th scope="row">{lineTitle(evidence.name, format.language)}</th>
      <td class="number">{format.signed(evidence.weight, 2)}</td>
      <td class="number">{format.signed(sum, 2)}</td>
      <td class="number">{known ? format.probability(probability) : "–"}</td>
      <td>
        <ul class="figure-list">
          <li>{mainFigure(evidence.name, evidence.value, evidence.unit, format)}</li>
          {figures.map((figure) => (
            <li key={figure.name}>
              {figure.name} <b>{figure.value}</b>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
