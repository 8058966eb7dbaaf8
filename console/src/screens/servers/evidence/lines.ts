// The lines of evidence by name: a short title each, and what it says in general.
//
// The title stands in tables and at bars; what it says for a server stands where a row has no figures
// to tell (the list, the front page: a row names its heaviest reason for, never one against).  Order and meaning: docs/formats/finding.md.
import { dictionary } from "@/text/dictionary";
import { ownOf } from "@/text/own";

export const lines = dictionary({
  en: {
    title: {
      shared_by_attackers: "Its clients attack",
      known_infected: "Its clients are known infected",
      bot_group: "Its clients scan alike",
      command_before_attack: "Contact before attacks",
      shared_suspicion: "Its clients use other masters",
      retries: "Retries without an answer",
      periodic_contact: "Calls on a schedule",
      pace: "Pace of the calls",
      held_connection: "Held connections",
      same_size: "Exchanges of one size",
      exchange_shape: "Size of exchanges",
      direction: "More sent than fetched",
      same_packets: "Packets of one size",
      content_packets: "Full packets",
      persistence: "Persistence",
      returning_clients: "Returning clients",
      round_the_clock: "Round the clock",
      young_server: "Young server",
      client_spread: "Spread of clients",
      rare_port: "Port",
      gathering: "Gathering at a rare port",
      popularity: "Popularity",
      platform: "Large platform",
      clockwork_port: "Service with a schedule",
      inbound: "Inside the watched network",
      attack_target: "Target of attacks",
    },
    says: {
      shared_by_attackers: "Its clients attack others more often than chance allows",
      known_infected: "Its clients are known to be infected more often than chance allows",
      bot_group: "Its clients scan the same ports more often than chance allows",
      command_before_attack: "Its clients hear from it just before they attack together",
      shared_suspicion: "Its clients use other likely masters more often than chance allows",
      retries: "Clients call again and again though nobody answers",
      periodic_contact: "Clients call on a schedule",
      pace: "The pace of the calls is one of malware",
      held_connection: "Connections are held and hardly used",
      same_size: "Exchanges resemble one another to the octet",
      exchange_shape: "Exchanges are short, as commands are",
      direction: "Clients send more than they fetch",
      same_packets: "Sampled packets resemble one another",
      content_packets: "Packets are full of content",
      persistence: "One client keeps at it",
      returning_clients: "The same clients come again",
      round_the_clock: "As active at night as by day",
      young_server: "Nobody knew the server before",
      client_spread: "Clients live anywhere, as infections do",
      rare_port: "No common service listens on its port",
      gathering: "Many clients gather at a port of no common service",
      popularity: "Few of the watched clients talk to it",
      platform: "The address belongs to a large platform",
      clockwork_port: "The service of this port calls on a schedule by design",
      inbound: "The server is inside the watched network",
      attack_target: "A victim, not a master",
    },
  },
  ja: {
    title: {
      shared_by_attackers: "接触端末の攻撃活動",
      known_infected: "接触端末の既知感染",
      bot_group: "接触端末の同種スキャン",
      command_before_attack: "攻撃直前の接触",
      shared_suspicion: "他のC&C候補との共通端末",
      retries: "応答のない再試行",
      periodic_contact: "周期的な接続",
      pace: "接続の間隔",
      held_connection: "接続の長時間保持",
      same_size: "通信量の一致",
      exchange_shape: "やり取りの規模",
      direction: "送信超過",
      same_packets: "パケット長の一致",
      content_packets: "満杯のパケット",
      persistence: "接触の持続",
      returning_clients: "同じ端末の再訪",
      round_the_clock: "昼夜を問わない活動",
      young_server: "新規に出現",
      client_spread: "端末の分散",
      rare_port: "ポート",
      gathering: "まれなポートへの集中",
      popularity: "接触端末の割合",
      platform: "大規模プラットフォーム",
      clockwork_port: "定期通信が仕様のポート",
      inbound: "監視対象網の内側",
      attack_target: "攻撃対象",
    },
    says: {
      shared_by_attackers: "接触端末が偶然を超える頻度で他者を攻撃している",
      known_infected: "接触端末に既知の感染端末が偶然を超えて多い",
      bot_group: "接触端末が偶然を超えて同じポートをスキャンしている",
      command_before_attack: "接触端末が一斉攻撃の直前に接触している",
      shared_suspicion: "接触端末が他のC&C候補にも偶然を超えて接触している",
      retries: "応答がないまま接続の試行が繰り返されている",
      periodic_contact: "端末が一定の周期で接続している",
      pace: "接続の間隔がマルウェアに多いものである",
      held_connection: "接続が保持されたままほとんど使われていない",
      same_size: "やり取りの通信量がオクテット単位で一致している",
      exchange_shape: "指令のような短いやり取りである",
      direction: "端末は受信より多く送信している",
      same_packets: "サンプルパケットの長さが一致している",
      content_packets: "パケットがコンテンツで満杯になっている",
      persistence: "ひとつの端末が接触を続けている",
      returning_clients: "同じ端末が繰り返し接触している",
      round_the_clock: "昼夜を問わず活動している",
      young_server: "過去に観測されていないサーバである",
      client_spread: "端末が感染端末のように各所に分散している",
      rare_port: "一般的なサービスのないポートである",
      gathering: "一般的なサービスのないポートに多数の端末が集まっている",
      popularity: "接触する端末がごく少ない",
      platform: "アドレスが大規模プラットフォームに属している",
      clockwork_port: "定期的な接続が仕様のサービスのポートである",
      inbound: "サーバが監視対象網の内側にある",
      attack_target: "司令塔ではなく攻撃の被害者である",
    },
  },
});

type Named = Readonly<Record<string, string>>;

/** A short title of a line; an unknown one keeps its name. */
export function lineTitle(name: string, language: "en" | "ja"): string {
  return ownOf(lines[language].title as Named, name) ?? name;
}

/** The heaviest reason of a row in the reader's language; the hub's English sentence has the figures. */
export function reasonText(name: string | undefined, english: string | undefined, language: "en" | "ja"): string {
  if (language === "en" && english) return english;
  return ownOf(lines[language].says as Named, name ?? "") ?? english ?? "";
}
