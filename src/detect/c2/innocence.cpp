// The nearest innocent explanation: what an analyst should rule out first.

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "detect/c2/hunt.hpp"
#include "detect/c2/ports.hpp"

namespace noroshi::c2 {
namespace {

struct Explanation {
  std::string_view evidence;  // the line that makes it likely
  bool against;               // with a negative weight
  base::Text text;
};

constexpr base::Text kSharedByOwners{
    "a service that the owners of infected devices have in common, such as the device maker's "
    "cloud",
    "感染機器に共通する正規サービス(メーカーのクラウドなど)"};

// The first that applies is told: what speaks against the server before what explains the rest.
constexpr std::array kExplanations{
    Explanation{"attack_target",
                true,
                {"a victim of the watched hosts", "監視対象の端末による攻撃の被害者"}},
    Explanation{"inbound",
                true,
                {"a service of the watched network itself, or scans that reach it",
                 "監視対象網自身のサービス、またはそこへのスキャン"}},
    Explanation{"clockwork_port",
                true,
                {"the ordinary service of this port", "このポートの通常のサービス"}},
    Explanation{"platform",
                true,
                {"an application or update hosted on a large platform",
                 "大規模プラットフォーム上のアプリケーションや更新配信"}},
    Explanation{"popularity", true, {"a popular service", "利用者の多いサービス"}},
    Explanation{"exchange_shape", true, {"content that is fetched", "コンテンツの取得"}},
    Explanation{"content_packets", true, {"content that is fetched", "コンテンツの取得"}},
    Explanation{"shared_by_attackers", false, kSharedByOwners},
    Explanation{"command_before_attack",
                false,
                {"a service whose messages make its clients call somewhere at once, such as news "
                 "that are pushed",
                 "通知により端末が一斉に他所へ接続するサービス(ニュースのプッシュ配信など)"}},
    Explanation{"known_infected", false, kSharedByOwners},
    Explanation{"bot_group",
                false,
                {"a meeting place of file sharing, whose users try many absent peers on one port",
                 "ファイル共有の待ち合わせサーバー(利用者が不在の相手に同じポートで接続を試みる)"}},
    Explanation{"shared_suspicion",
                false,
                {"a service beside the master that its clients use for other reasons",
                 "C&C とは無関係に同じ端末が利用するサービス"}},
    Explanation{"retries",
                false,
                {"a service that was switched off while its clients were not",
                 "クライアントを残したまま停止したサービス"}},
    Explanation{"periodic_contact",
                false,
                {"monitoring, telemetry or a feed of a small provider",
                 "小規模事業者の監視・テレメトリ・フィード"}},
    Explanation{"same_packets",
                false,
                {"telemetry or keep-alives of a small provider",
                 "小規模事業者のテレメトリやキープアライブ"}},
    Explanation{"returning_clients",
                false,
                {"a service of a closed circle: an employer, a school, a club",
                 "職場・学校・団体など限られた利用者のサービス"}},
    Explanation{
        "held_connection",
        false,
        {"remote access, a tunnel or a push channel", "リモートアクセス、トンネル、プッシュ通知"}},
};

constexpr double kWorthExplaining = 0.5;  // log-odds; less moves nobody

constexpr base::Text kNothingElse{"a service that simply is seldom used",
                                  "単に利用の少ないサービス"};

}  // namespace

std::string innocent_explanation(const model::Finding& finding, base::Language language) {
  for (const Explanation& explanation : kExplanations) {
    const bool applies = std::ranges::any_of(finding.evidence, [&](const model::Evidence& one) {
      return one.name == explanation.evidence && (one.weight < 0) == explanation.against &&
             std::abs(one.weight) >= kWorthExplaining;
    });
    if (applies) return std::string(explanation.text.in(language));
  }
  return std::string(kNothingElse.in(language));
}

}  // namespace noroshi::c2
