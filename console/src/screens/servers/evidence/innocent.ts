// The nearest innocent explanation of a Finding in Japanese.
//
// The hub sends one of the English sentences of src/detect/c2/innocence.cpp; they are a closed list,
// so that the Japanese one is looked up.  A sentence that is not in it stays English.
import type { Format } from "@/format/format";
import { ownOf } from "@/text/own";

const kJapanese: Readonly<Record<string, string>> = {
  "a service that the owners of infected devices have in common, such as the device maker's cloud":
    "感染機器に共通する正規サービス(メーカーのクラウドなど)",
  "a victim of the watched hosts": "監視対象の端末による攻撃の被害者",
  "a service of the watched network itself, or scans that reach it":
    "監視対象網自身のサービス、またはそこへのスキャン",
  "the ordinary service of this port": "このポートの通常のサービス",
  "an application or update hosted on a large platform":
    "大規模プラットフォーム上のアプリケーションや更新配信",
  "a popular service": "利用者の多いサービス",
  "content that is fetched": "コンテンツの取得",
  "a service whose messages make its clients call somewhere at once, such as news that are pushed":
    "通知により端末が一斉に他所へ接続するサービス(ニュースのプッシュ配信など)",
  "a meeting place of file sharing, whose users try many absent peers on one port":
    "ファイル共有の待ち合わせサーバ(利用者が不在の相手に同じポートで接続を試みる)",
  "a service beside the master that its clients use for other reasons":
    "C&Cとは無関係に同じ端末が利用するサービス",
  "a service that was switched off while its clients were not": "クライアントを残したまま停止したサービス",
  "monitoring, telemetry or a feed of a small provider": "小規模事業者の監視・テレメトリ・フィード",
  "telemetry or keep-alives of a small provider": "小規模事業者のテレメトリやキープアライブ",
  "a service of a closed circle: an employer, a school, a club": "職場・学校・団体など限られた利用者のサービス",
  "remote access, a tunnel or a push channel": "リモートアクセス、トンネル、プッシュ通知",
  "a service that simply is seldom used": "単に利用の少ないサービス",
};

export function innocentText(english: string, language: Format["language"]): { readonly text: string; readonly lang: "en" | "ja" } {
  const japanese = language === "ja" ? ownOf(kJapanese, english) : undefined;
  return japanese === undefined ? { text: english, lang: "en" } : { text: japanese, lang: "ja" };
}
