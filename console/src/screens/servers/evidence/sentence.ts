// A line of evidence as a sentence in the reader's language.
//
// The hub sends the English one; the Japanese one is written here from name, value, unit and counts,
// in the words that the command uses (src/detect/c2/*.cpp, kStory).  What an older or newer hub counts
// otherwise keeps its English text: a sentence with holes would be worse than a foreign one.
import type { Schema } from "@/api/contract";
import type { Format } from "@/format/format";
import { oneDigit, tenToMinus } from "./figures";
import { portClass } from "./ports";
import { ownOf } from "@/text/own";

export type Evidence = Schema<"Evidence">;

class MissingFigure extends Error {}

/** What a sentence is written from. */
interface Told {
  readonly value: number;
  readonly format: Format;
  has(name: string): boolean;
  /** The figure itself; a sentence without it is not written. */
  number(name: string): number;
  count(name: string): string;
  percent(name: string): string;
  chance(): string;
  byChance(): string;
}

function told({ value, counts = {} }: Evidence, format: Format): Told {
  const number = (name: string): number => {
    const found = counts[name];
    if (found === undefined) throw new MissingFigure(name);
    return found;
  };
  return {
    value,
    format,
    has: (name) => counts[name] !== undefined,
    number,
    count: (name) => format.count(number(name)),
    percent: (name) => format.percent(number(name), 0),
    chance: () => `偶然の確率は${tenToMinus(number("orders"))}`,
    byChance: () => `同様のサーバのうち偶然と見込まれる割合は${oneDigit(number("q"), "ja")}`,
  };
}

type Sentence = (line: Told) => string;

/** "接触端末12台中4台が…(観測した3,000台中では25台)" */
function company(of: string, what: string): Sentence {
  return (line) =>
    `接触端末${line.count("clients")}台中${line.format.count(line.value)}台が${what}` +
    `(観測した全${line.count("watched")}台中では${line.count(of)}台)。${line.chance()}`;
}

function periodic(line: Told): string {
  const thinned = line.has("missed") && line.number("missed") > 0.25;
  return (
    `${line.format.duration(line.value)}ごとに接続(ゆらぎ${line.percent("jitter")}` +
    `${thinned ? `、接続の${line.percent("missed")}は未観測` : ""})。` +
    `${line.count("intervals")}区間の${line.percent("on_schedule")}が${thinned ? "周期の倍数に一致" : "周期に一致"}、` +
    `繰り返し接続する端末${line.count("of_clients")}台中${line.count("clients")}台`
  );
}

function returning(line: Told): string {
  const byDay = line.number("by_day") > 0;
  return (
    `同じ端末${line.count("clients")}台が${byDay ? "連日" : "繰り返し"}接触。` +
    `${line.count("occasions")}${byDay ? "端末日" : "端末時間"}の${line.format.percent(line.value, 0)}が再訪で、` +
    `同規模のサーバの${line.percent("returned_less")}を上回る`
  );
}

function young(line: Told): string {
  const { format } = line;
  if (line.has("history")) {
    return `観測終了の${format.duration(line.value * 86_400)}前に初めて出現(履歴${format.duration(line.number("history"))})`;
  }
  return (
    `観測期間${format.duration(line.number("watched"))}のうち${format.duration(line.number("passed"))}経過後に初めて出現、` +
    `その後${line.count("occasions")}回接触。${line.chance()}`
  );
}

function port(line: Told): string {
  const kind = portClass(line.value);
  if (kind === "usual") return `ポート${line.value}は一般的なサービスのポート`;
  if (line.number("tcp") === 0) return `UDPポート${line.value}はC&Cよりゲーム・通話・P2Pに多い`;
  return kind === "secondWeb" ? `ポート${line.value}はウェブサーバの代替ポート` : `ポート${line.value}を使う一般的なサービスはない`;
}

// Below, paces of malware; from here on those of updates and telemetry (src/detect/c2/pace.cpp).
const kQuickPace = 240; // seconds

function pace(line: Told): string {
  const every = line.format.duration(line.value);
  return line.value < kQuickPace
    ? `${every}という間隔はマルウェアに多く、通常のソフトウェアには少ない`
    : `${every}という間隔は更新確認・テレメトリ・フィードに多い`;
}

const kDownload = 60_000; // octets returned: content, not commands (src/detect/c2/exchange_shape.cpp)

function shape(line: Told): string {
  const octets = line.format.count(line.value);
  return line.value > kDownload
    ? `ダウンロード: やり取り${line.count("exchanges")}回の中央値で${octets}オクテットを受信`
    : `短いやり取り: ${line.count("exchanges")}回の中央値は往復${octets}オクテット`;
}

const kPlatforms = [
  "アドレスは事業者自身のサービスの範囲に属する",
  "アドレスは多数の利用者が共有する配信網(CDN)の範囲に属する",
  "アドレスは誰でも借りられるクラウドの範囲に属する",
];

function inbound(line: Told): string {
  return line.value * 2 > line.number("clients")
    ? `サーバは監視対象網の内側にあり、端末${line.count("clients")}台中${line.format.count(line.value)}台は外側。一方的な着信はこのように見える`
    : "サーバも端末も監視対象網の内側にある";
}

const kSentences: Readonly<Record<string, Sentence>> = {
  shared_by_attackers: company("attackers", "スキャンまたはフラッドを実行"),
  known_infected: (line) => `${company("infected", "既知の感染端末")(line)}、${line.byChance()}`,
  shared_suspicion: (line) => `${company("suspicious", "他のC&C候補にも接触")(line)}、${line.byChance()}`,
  bot_group: (line) =>
    `${company("scanners", `同じ${line.count("ports")}ポート(${line.number("port")}など)をスキャン`)(line)}` +
    `(${line.count("groups")}グループの試行を補正)、${line.byChance()}`,
  command_before_attack: (line) =>
    `延べ${line.count("attackers")}台による${line.count("attacks")}回の攻撃について、開始前10秒間に攻撃端末が延べ` +
    `${line.format.count(line.value)}回接触(平常時の期待値${line.format.decimal(line.number("expected"))}回)。` +
    `${line.chance()}、${line.byChance()}`,
  retries: (line) =>
    `失敗した接続試行が${line.format.duration(line.number("span"))}の間に${line.format.count(line.value)}回` +
    `(端末${line.count("clients")}台、全接触の${line.percent("share")})、繰り返し続く`,
  periodic_contact: periodic,
  pace,
  held_connection: (line) =>
    `接続${line.count("connections")}本が最長${line.format.duration(line.value)}保持され、` +
    `平均は毎秒${line.count("octets_per_second")}オクテット`,
  same_size: (line) =>
    `やり取り${line.count("exchanges")}回のうち${line.format.percent(line.value, 0)}が${line.count("octets_out")}オクテットを送信、` +
    `${line.percent("share_in")}が${line.count("octets_in")}オクテットを受信`,
  exchange_shape: shape,
  direction: (line) =>
    `端末は受信の${line.format.decimal(line.value)}倍を送信(やり取り${line.count("exchanges")}回の中央値)`,
  same_packets: (line) =>
    `ペイロードのあるサンプルパケット${line.count("packets")}個のうち、同方向の2個が同じ大きさである割合は` +
    `${line.format.percent(line.value, 0)}(送信${line.percent("sent")}、受信${line.percent("received")})`,
  content_packets: (line) =>
    `ペイロードのあるサンプルパケット${line.count("packets")}個のうち${line.format.percent(line.value, 0)}が満杯(コンテンツの転送)`,
  persistence: (line) => `ひとつの端末が観測${line.count("watched")}時間中${line.format.count(line.value)}時間で接触`,
  returning_clients: returning,
  round_the_clock: (line) =>
    `昼夜を問わず活動: ${line.count("client_hours")}端末時間が${line.count("hours_of_day")}の時間帯に分布し、` +
    `人の生活リズムより機械的な動作である見込みが${line.format.count(Math.exp(Math.min(line.value, Math.log(1e6))))}倍`,
  young_server: young,
  client_spread: (line) =>
    `端末${line.count("clients")}台が${line.format.count(line.value)}のネットワークに分布(無作為なら${line.format.decimal(line.number("expected"))})`,
  rare_port: port,
  gathering: (line) => `利用の少ないポート${line.number("port")}に端末${line.format.count(line.value)}台が集まる`,
  popularity: (line) => `観測した端末${line.count("watched")}台中${line.format.count(line.value)}台が接触`,
  platform: (line) => {
    const kind = kPlatforms[line.value];
    if (kind === undefined) throw new MissingFigure("kind");
    return kind;
  },
  clockwork_port: (line) => `ポート${line.value}のサービスは定期的な接続が仕様`,
  inbound,
  attack_target: (line) =>
    `端末${line.count("clients")}台中${line.format.count(line.value)}台がフラッドを実行: 司令塔ではなく攻撃対象`,
};

/** Whether `sentenceOf` would write Japanese; else the text must be marked as English. */
export function sentenceOf(evidence: Evidence, format: Format): { readonly text: string; readonly lang: "en" | "ja" } {
  const sentence = format.language === "ja" ? ownOf(kSentences, evidence.name) : undefined;
  if (!sentence) return { text: evidence.text, lang: "en" };
  try {
    return { text: sentence(told(evidence, format)), lang: "ja" };
  } catch (thrown) {
    if (!(thrown instanceof MissingFigure)) throw thrown;
    return { text: evidence.text, lang: "en" };
  }
}

/** Names of all lines that have a Japanese sentence; for the test. */
export const toldLines: readonly string[] = Object.keys(kSentences);
