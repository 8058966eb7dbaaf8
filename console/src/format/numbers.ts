// Numbers and units for people, in both languages.
//
// Traffic is counted in powers of a thousand (octets, bits, packets), storage in powers of 1,024 with
// their own names (IEC 80000-13): the two are never mixed up.  A blank stands between number and unit
// (SI brochure, 5.4.3); it is a no-break one, so that the unit does not end up alone on the next line.
import type { Language } from "@/settings/settings";

const kBlank = "\u00a0";

const kWhole: Readonly<Record<Language, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat("en", { maximumFractionDigits: 0 }),
  ja: new Intl.NumberFormat("ja", { maximumFractionDigits: 0 }),
};

/** "12,345"; what is no number is "–". */
export function count(value: number | null | undefined, language: Language): string {
  return isNumber(value) ? kWhole[language].format(value) : "–";
}

export function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** With a fixed number of decimals; the minus is the typographic one. */
export function decimal(value: number | null | undefined, language: Language, digits = 1): string {
  if (!isNumber(value)) return "–";
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(value).replace("-", "−");
}

/** "+2.4", "−0.3", "0.0": for log-odds and differences. */
export function signed(value: number | null | undefined, language: Language, digits = 1): string {
  const text = decimal(value, language, digits);
  return isNumber(value) && value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text;
}

/** A share of one as per cent: 0.128 is "12.8 %". */
export function percent(share: number | null | undefined, language: Language, digits = 1): string {
  return isNumber(share) ? decimal(share * 100, language, digits) + kBlank + "%" : "–";
}

/** A probability as "99.8 %"; never rounded to certainty: above 99.9 % it says ">99.9 %". */
export function probability(p: number | null | undefined, language: Language): string {
  if (!isNumber(p)) return "–";
  if (p > 0.999 && p < 1) return `>99.9${kBlank}%`;
  if (p < 0.001 && p > 0) return `<0.1${kBlank}%`;
  return percent(p, language);
}

const kSi = ["", "k", "M", "G", "T", "P", "E"] as const;
const kIec = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

function scaled(value: number, base: number, names: readonly string[]): { shown: string; prefix: string } {
  let size = Math.abs(value);
  let step = 0;
  // 999.95 would print as "1000.0": the limit is where rounding would reach it.
  while (size >= (step === 0 ? base : base * 0.99995) && step < names.length - 1) {
    size /= base;
    step += 1;
  }
  const digits = step === 0 && Number.isInteger(size) ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0;
  const sign = value < 0 ? "−" : "";
  return { shown: sign + size.toFixed(digits), prefix: names[step] ?? "" };
}

/** With an SI prefix: si(12_300, "pkt/s") is "12.3 kpkt/s". */
export function si(value: number | null | undefined, unit: string): string {
  if (!isNumber(value)) return "–";
  const { shown, prefix } = scaled(value, 1000, kSi);
  return prefix + unit === "" ? shown : shown + kBlank + prefix + unit;
}

/** Octets of traffic: "1.23 GB" (1 B is one octet, 1 GB is 10⁹). */
export const octets = (value: number | null | undefined): string => si(value, "B");

/** Bits a second: "4.56 Mbit/s". */
export const bitrate = (value: number | null | undefined): string => si(value, "bit/s");

/** Octets of storage: "1.50 GiB". */
export function storage(value: number | null | undefined): string {
  if (!isNumber(value)) return "–";
  const { shown, prefix } = scaled(value, 1024, kIec);
  return `${shown}${kBlank}${prefix}B`;
}
