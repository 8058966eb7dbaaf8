// The named figures behind a line of evidence (`counts` of docs/formats/finding.md): what each is
// called and how it is written.
//
// A name that this console does not know yet (a newer hub) is shown as it came, with a plain number.
import type { Format } from "@/format/format";
import { dictionary } from "@/text/dictionary";
import { ownOf } from "@/text/own";

export const figureNames = dictionary({
  en: {
    clients: "clients that visit it",
    attackers: "attackers watched",
    watched: "watched",
    orders: "against chance",
    q: "expected share of chance",
    infected: "infected clients watched",
    scanners: "scanners of the group",
    port: "first port",
    ports: "ports scanned",
    groups: "groups tried",
    attacks: "attacks",
    expected: "expected",
    log_likelihood_ratio: "log-likelihood ratio",
    suspicious: "suspicious clients watched",
    span: "time span",
    share: "share of all contacts",
    jitter: "jitter",
    on_schedule: "intervals that fit",
    intervals: "intervals",
    of_clients: "repeat clients",
    missed: "calls not seen",
    chance: "chance of a fit without a beat",
    connections: "connections",
    octets_per_second: "rate",
    exchanges: "exchanges",
    octets_out: "sent",
    share_in: "answers of the commonest size",
    octets_in: "received",
    packets: "packets with payload",
    sent: "alike among those sent",
    received: "alike among those received",
    full: "full packets",
    occasions: "occasions",
    by_day: "counted by day",
    returned_less: "servers of like volume with fewer returns",
    client_hours: "client-hours",
    hours_of_day: "hours of the day",
    own_rhythm: "against any rhythm",
    history: "history",
    passed: "passed before",
    tcp: "TCP",
  },
  ja: {
    clients: "接触端末",
    attackers: "観測した攻撃端末",
    watched: "観測対象",
    orders: "偶然の確率",
    q: "偶然と見込まれる割合",
    infected: "観測した感染端末",
    scanners: "グループのスキャン端末",
    port: "先頭ポート",
    ports: "スキャンポート数",
    groups: "試行グループ数",
    attacks: "攻撃",
    expected: "期待値",
    log_likelihood_ratio: "対数尤度比",
    suspicious: "観測した疑わしい端末",
    span: "継続時間",
    share: "全接触に占める割合",
    jitter: "ゆらぎ",
    on_schedule: "周期に一致した間隔",
    intervals: "間隔数",
    of_clients: "繰り返し接続する端末",
    missed: "未観測の接続",
    chance: "周期なしで一致する確率",
    connections: "接続",
    octets_per_second: "平均速度",
    exchanges: "やり取り",
    octets_out: "送信",
    share_in: "最多サイズの応答の割合",
    octets_in: "受信",
    packets: "ペイロードありのパケット",
    sent: "送信側の一致率",
    received: "受信側の一致率",
    full: "満杯のパケット",
    occasions: "接触機会",
    by_day: "日単位で計数",
    returned_less: "再訪がより少ない同規模サーバ",
    client_hours: "端末時間",
    hours_of_day: "時間帯の数",
    own_rhythm: "任意の生活リズムとの比較",
    history: "履歴の長さ",
    passed: "初出までの経過時間",
    tcp: "TCP",
  },
});

const kSuperscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Orders of magnitude of a chance: 7.2 is "10⁻⁷". */
export function tenToMinus(orders: number): string {
  const digits = [...String(Math.abs(Math.round(orders)))].map((digit) => kSuperscripts[Number(digit)] ?? "").join("");
  return Math.round(orders) === 0 ? "1" : `10${orders > 0 ? "⁻" : ""}${digits}`;
}

/** A small share without false precision: 0.034 is "0.03", 0.00034 is "3×10⁻⁴". */
export function oneDigit(share: number, language: Format["language"]): string {
  if (share > 0 && share < 1e-3) {
    const [digit = "", power = "0"] = share.toExponential(0).split("e");
    return `${digit === "1" ? "" : `${digit}×`}${tenToMinus(-Number(power))}`;
  }
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 1 }).format(share);
}

type Writer = (value: number, format: Format) => string;

const whole: Writer = (value, format) => format.count(value);
const percent: Writer = (value, format) => format.percent(value, 0);
const span: Writer = (value, format) => format.duration(value);
const nat: Writer = (value, format) => `${format.decimal(value)} nat`;
const octets: Writer = (value, format) => format.octets(value);
const flag: Writer = (value, format) => (format.language === "ja" ? (value ? "はい" : "いいえ") : value ? "yes" : "no");
const few: Writer = (value, format) => format.decimal(value, Number.isInteger(value) ? 0 : 1);
const small: Writer = (value, format) => oneDigit(value, format.language);

const kWriters: Readonly<Record<string, Writer>> = {
  orders: (value) => tenToMinus(value),
  q: small,
  chance: small,
  port: (value) => String(value),
  expected: few,
  log_likelihood_ratio: nat,
  own_rhythm: nat,
  span,
  history: span,
  passed: span,
  share: percent,
  jitter: percent,
  on_schedule: percent,
  missed: percent,
  share_in: percent,
  sent: percent,
  received: percent,
  returned_less: percent,
  octets_per_second: (value, format) => `${format.octets(value)}/s`,
  octets_out: octets,
  octets_in: octets,
  by_day: flag,
  tcp: flag,
};

// `watched` counts clients, but hours or seconds in two lines.
const kWatched: Readonly<Record<string, Writer>> = {
  persistence: (value, format) => format.duration(value * 3600),
  young_server: span,
};

export interface Figure {
  readonly name: string;
  readonly value: string;
}

/** The figures of one line, named and written, in the order of the Finding. */
export function figuresOf(line: string, counts: Readonly<Record<string, number>>, format: Format): readonly Figure[] {
  const names: Readonly<Record<string, string>> = figureNames[format.language];
  return Object.entries(counts).map(([name, value]) => {
    const write = (name === "watched" ? ownOf(kWatched, line) : undefined) ?? ownOf(kWriters, name) ?? whole;
    return { name: ownOf(names, name) ?? name, value: write(value, format) };
  });
}

const kUnits: Readonly<Record<string, Writer>> = {
  s: span,
  h: (value, format) => format.duration(value * 3600),
  d: (value, format) => format.duration(value * 86_400),
  octets,
  nat,
  port: (value) => String(value),
  kind: () => "",
};

const kCounters: Readonly<Record<string, { en: string; ja: string }>> = {
  clients: { en: " clients", ja: "台" },
  contacts: { en: " contacts", ja: "回" },
  attempts: { en: " attempts", ja: "回" },
  networks: { en: " networks", ja: "ネットワーク" },
};

// A ratio is a share of one except where it compares two flows of octets.
const kTimes: ReadonlySet<string> = new Set(["direction"]);

/** The main figure of a line with its unit: "60 s", "12 clients", "84 %". */
export function mainFigure(line: string, value: number, unit: string, format: Format): string {
  if (unit === "1") return kTimes.has(line) ? `${format.decimal(value)} ×` : percent(value, format);
  const counter = ownOf(kCounters, unit);
  if (counter) return whole(value, format) + counter[format.language];
  const write = ownOf(kUnits, unit);
  return write ? write(value, format) : `${few(value, format)} ${unit}`;
}
