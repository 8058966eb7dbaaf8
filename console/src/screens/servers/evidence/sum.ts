// From log-odds to a probability, step by step, and a probability in words.
import type { Evidence } from "./sentence";

export interface Step {
  readonly evidence: Evidence;
  /** Log-odds so far, this line included. */
  readonly sum: number;
  readonly probability: number;
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The lines in the Finding's order (heaviest first) with the running sum, the prior included. */
export function runningSum(prior: number, evidence: readonly Evidence[]): readonly Step[] {
  let sum = prior;
  return evidence.map((one) => {
    sum += one.weight;
    return { evidence: one, sum, probability: probabilityOf(sum) };
  });
}

export type Likelihood = "certain" | "veryLikely" | "likely" | "even" | "unlikely" | "veryUnlikely" | "remote";

// Bounds of the seven terms of ICD 203 (Analytic Standards), in which analysts' reports are written.
const kTerms: readonly [least: number, term: Likelihood][] = [
  [0.95, "certain"],
  [0.8, "veryLikely"],
  [0.55, "likely"],
  [0.45, "even"],
  [0.2, "unlikely"],
  [0.05, "veryUnlikely"],
];

export function likelihood(probability: number): Likelihood {
  return kTerms.find(([least]) => probability >= least)?.[1] ?? "remote";
}
