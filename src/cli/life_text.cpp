#include "cli/life_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "cli/noun.hpp"
#include "cli/table.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kMostDays = 14;  // of a strip in the table; JSON has all
constexpr std::size_t kMostLinks = 5;  // of a campaign

Text state_text(const life::Life& life) {
  static constexpr Text kDead{"dead", "死亡"};
  static constexpr Text kAnswering{"answering", "応答あり"};
  static constexpr Text kAskedOnly{"asked only", "問い合わせのみ"};
  static constexpr Text kSilent{"silent", "沈黙"};
  static constexpr Text kCannotTell{"cannot tell", "判定不能"};
  if (life.dead()) return kDead;
  switch (life.now) {
    case life::State::Answering:
      return kAnswering;
    case life::State::AskedOnly:
      return kAskedOnly;
    case life::State::Silent:
      return kSilent;
    case life::State::CannotTell:
      break;
  }
  return kCannotTell;
}

Style style_of(const life::Life& life) {
  if (life.dead() || life.now == life::State::CannotTell) return Style::Dim;
  return life.now == life::State::Answering ? Style::Red : Style::Yellow;
}

std::string_view sign_of(life::State state, bool utf8) {
  switch (state) {
    case life::State::Answering:
      return utf8 ? "▇" : "#";
    case life::State::AskedOnly:
      return utf8 ? "▒" : "o";
    case life::State::Silent:
      return utf8 ? "·" : ".";
    case life::State::CannotTell:
      break;
  }
  return "?";
}

class Teller {
 public:
  Teller(const LifeAnswer& answer, const Context& context, const Zone& zone)
      : answer_(answer), context_(context), zone_(zone) {}

  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string servers() const;
  [[nodiscard]] std::vector<std::string> below(const ServerLife& server) const;
  void add_days(const life::Life& life, std::vector<std::string>& lines) const;
  void add_deaths(const life::Life& life, std::vector<std::string>& lines) const;
  void add_migration(const ServerLife& server, std::vector<std::string>& lines) const;
  [[nodiscard]] std::string between(base::Micros after, base::Micros before) const;
  [[nodiscard]] std::string clients(std::uint64_t count) const;
  [[nodiscard]] std::string probability(double log_p) const;
  [[nodiscard]] std::string campaigns() const;
  [[nodiscard]] std::string reasons(const life::CampaignLink& link) const;
  [[nodiscard]] std::string half_life() const;
  [[nodiscard]] std::string legend() const;
  [[nodiscard]] std::string in(const Text& text) const {
    return std::string(text.in(context_.language));
  }

  const LifeAnswer& answer_;
  const Context& context_;
  const Zone& zone_;
};

std::string Teller::between(base::Micros after, base::Micros before) const {
  return fmt::format("{} – {}", zone_.minutes(after), zone_.minutes(before));
}

std::string Teller::clients(std::uint64_t count) const {
  if (!answer_.clients_compared) return "-";
  return count < life::kFewestClients ? fmt::format("<{}", life::kFewestClients) : grouped(count);
}

std::string Teller::probability(double log_p) const {
  if (std::isinf(log_p)) return "p = 0";
  const double exponent = log_p / 2.302585092994046;
  return exponent > -3 ? fmt::format("p = {:.3f}", std::exp(log_p))
                       : fmt::format("p ≈ 10^{:.0f}", exponent);
}

// A line for each day, an hour a column.
void Teller::add_days(const life::Life& life, std::vector<std::string>& lines) const {
  std::map<std::string, std::vector<std::string_view>> days;
  for (std::size_t i = 0; i < life.strip.size(); ++i) {
    const auto when = zone_.minutes(life.begin + static_cast<base::Micros>(i) * base::kHour);
    auto& day = days[when.substr(0, 10)];
    day.resize(24, " ");
    const auto hour =
        static_cast<std::size_t>(when[11] - '0') * 10 + static_cast<std::size_t>(when[12] - '0');
    day[hour] = sign_of(life.strip[i], context_.terminal.utf8);
  }
  auto day = days.begin();
  if (days.size() > kMostDays) {
    static constexpr Text kMore{"… {} earlier days", "… それ以前に {} 日"};
    lines.push_back("  " + kMore.in(context_.language, days.size() - kMostDays));
    std::advance(day, static_cast<std::ptrdiff_t>(days.size() - kMostDays));
  }
  for (; day != days.end(); ++day) {
    std::string line = "  " + day->first + "  ";
    for (const auto sign : day->second) line += sign;
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
}

void Teller::add_deaths(const life::Life& life, std::vector<std::string>& lines) const {
  static constexpr Text kDied{"died between {} and {} ({}, {})", "{} から {} の間に停止 ({}、{})"};
  static constexpr Text kAway{"away from {}, back {} ({})", "{} から不在、{} に復帰 ({})"};
  static constexpr Text kAsked{"clients go on asking", "利用者は呼び続けている"};
  static constexpr Text kSilent{"clients fell silent too", "利用者も沈黙"};
  for (const auto& death : life.deaths) {
    const auto how = in(death.asked ? kAsked : kSilent);
    lines.push_back("  " + (death.revived ? kAway.in(context_.language, zone_.minutes(death.after),
                                                     zone_.minutes(*death.revived), how)
                                          : kDied.in(context_.language, zone_.minutes(death.after),
                                                     zone_.minutes(death.before), how,
                                                     probability(death.log_p))));
  }
}

void Teller::add_migration(const ServerLife& server, std::vector<std::string>& lines) const {
  static constexpr Text kMoved{
      "{} of {} clients that left went to {} (of its {} clients; {})",
      "離れた利用者 {1} のうち {0} が {2} へ移動 (その利用者 {3} のうち。{4})"};
  static constexpr Text kElsewhere{
      "{} clients left; nowhere else were they seen together (about {:.0f} would have been)",
      "離れた利用者 {}。別の場所に集まってはいない (移っていれば約 {:.0f} が見えたはず)"};
  static constexpr Text kThin{
      "where {} clients went cannot be told: sampled so thinly, only about {:.1f} would be seen "
      "again",
      "利用者 {} の行き先は判定不能: このサンプリングでは再び見えるのは約 {:.1f} のみ"};
  static constexpr Text kEpoch{
      "where {} clients went cannot be told: pseudonyms changed in between",
      "利用者 {} の行き先は判定不能: その間に仮名が切り替わった"};
  if (!server.migration) return;
  const auto& migration = *server.migration;
  const auto& language = context_.language;
  switch (migration.whereabouts) {
    case life::Whereabouts::Moved:
      for (const auto& move : migration.moves) {
        lines.push_back("  " + kMoved.in(language, grouped(move.came), grouped(move.left),
                                         model::to_string(move.to), clients(move.clients_to),
                                         probability(move.log_p)));
      }
      break;
    case life::Whereabouts::NotSeenElsewhere:
      lines.push_back("  " +
                      kElsewhere.in(language, grouped(migration.left), migration.expected_again));
      break;
    case life::Whereabouts::TooThin:
      lines.push_back("  " + kThin.in(language, grouped(migration.left), migration.expected_again));
      break;
    case life::Whereabouts::NewPseudonyms:
      lines.push_back("  " + kEpoch.in(language, grouped(migration.left)));
      break;
    case life::Whereabouts::TooFewClients:
    case life::Whereabouts::StillThere:
      break;  // nothing to tell
  }
}

std::vector<std::string> Teller::below(const ServerLife& server) const {
  std::vector<std::string> lines;
  add_days(server.life, lines);
  add_deaths(server.life, lines);
  add_migration(server, lines);
  return lines;
}

std::string Teller::servers() const {
  static constexpr Text kServer{"server", "サーバー"};
  static constexpr Text kState{"state", "状態"};
  static constexpr Text kSince{"since, between ({})", "変わった時期 ({})"};
  static constexpr Text kFirst{"first seen", "最初の観測"};
  static constexpr Text kLast{"last seen", "最後の観測"};
  static constexpr Text kCount{"clients", "利用者数"};
  static constexpr Text kFollowed{"{} (followed)", "{} (追跡)"};
  using enum Table::Align;
  Table table({{in(kServer), Left},
               {in(kState), Left},
               {kSince.in(context_.language, zone_.name()), Left},
               {in(kFirst), Left},
               {in(kLast), Left},
               {in(kCount), Right}});
  for (const auto& one : answer_.servers) {
    const auto& life = one.life;
    const auto name = model::to_string(life.server);
    const auto since = life.dead() ? between(life.deaths.back().after, life.deaths.back().before)
                                   : between(life.since_after, life.since_before);
    table.add({one.followed ? kFollowed.in(context_.language, name) : name,
               styled(in(state_text(life)), style_of(life), context_.terminal.colour), since,
               zone_.minutes(life.first_seen), zone_.minutes(life.last_seen),
               clients(one.clientele.clients)},
              below(one));
  }
  return table.text(context_.terminal.colour);
}

std::string Teller::legend() const {
  static constexpr Text kLegend{
      "hours: {} answering  {} asked only  {} silent  {} cannot tell\n",
      "1 時間ごと: {} 応答あり  {} 問い合わせのみ  {} 沈黙  {} 判定不能\n"};
  const bool utf8 = context_.terminal.utf8;
  return kLegend.in(context_.language, sign_of(life::State::Answering, utf8),
                    sign_of(life::State::AskedOnly, utf8), sign_of(life::State::Silent, utf8),
                    sign_of(life::State::CannotTell, utf8));
}

std::string Teller::reasons(const life::CampaignLink& link) const {
  static constexpr Text kPort{", same port", "、ポート一致"};
  static constexpr Text kPeriod{", same period", "、周期一致"};
  static constexpr Text kHours{", same hours", "、活動時間一致"};
  static constexpr Text kMoved{", clients moved", "、利用者が移動"};
  std::string text;
  if (link.same_port) text += in(kPort);
  if (link.same_period) text += in(kPeriod);
  if (link.same_hours) text += in(kHours);
  if (link.moved) text += in(kMoved);
  return text;
}

std::string Teller::campaigns() const {
  static constexpr Text kCampaign{"\ncampaign {}: {} servers, {} clients, {}\n",
                                  "\n一味 {}: サーバー {} 台、利用者 {}、{}\n"};
  static constexpr Text kLink{"    {} of their clients are those of {} too ({}{})\n",
                              "    {} の利用者が {} とも共通 ({}{})\n"};
  static constexpr Text kMore{"    and {} more links\n", "    ほかに {} 件のつながり\n"};
  std::string text;
  std::size_t number = 0;
  for (const auto& campaign : answer_.campaigns.found) {
    text +=
        kCampaign.in(context_.language, ++number, campaign.servers.size(),
                     clients(campaign.clients), between(campaign.first_seen, campaign.last_seen));
    for (const auto& server : campaign.servers) text += "  " + model::to_string(server) + "\n";
    const auto shown = std::min(kMostLinks, campaign.links.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& link = campaign.links[i];
      text += kLink.in(context_.language,
                       fmt::format("{}: {}", model::to_string(link.a), grouped(link.shared)),
                       model::to_string(link.b), probability(link.log_p), reasons(link));
    }
    if (shown < campaign.links.size()) {
      text += kMore.in(context_.language, campaign.links.size() - shown);
    }
  }
  return text;
}

std::string span_of(double seconds) {
  return base::humane(static_cast<base::Micros>(seconds * 1e6));
}

std::string Teller::half_life() const {
  static constexpr Text kCounts{"\n{} seen answering: {} died, {} live on or cannot be told",
                                "\n応答を確認した{}: 停止 {}、生存または判定不能 {}"};
  static constexpr Text kOlder{
      "; {} lived already when the data begins, so they are older than they look",
      "。データの始まりから生きていた {} 台は、見かけより長命"};
  static constexpr Text kHalf{"half-life between {} and {} (95 %: {} – {})\n",
                              "半減期 {} から {} の間 (95 %: {} – {})\n"};
  static constexpr Text kNone{"half-life: not reached; more than half live on\n",
                              "半減期: 未到達。半数を超えて生存\n"};
  static constexpr Text kOpen{"not known", "不明"};
  const auto& half = answer_.half_life;
  if (half.servers == 0) return "";
  auto text = kCounts.in(context_.language, kServers.in(context_.language, half.servers),
                         half.deaths, half.censored);
  if (half.older > 0) text += kOlder.in(context_.language, half.older);
  text += "\n";
  if (!half.earliest) return text + in(kNone);
  const auto shown = [&](const std::optional<double>& value) {
    return value ? span_of(*value) : in(kOpen);
  };
  return text + kHalf.in(context_.language, shown(half.earliest), shown(half.latest),
                         shown(half.low), shown(half.high));
}

std::string Teller::text() const {
  if (answer_.servers.empty()) return "";
  return servers() + legend() + campaigns() + half_life();
}

}  // namespace

std::string life_table(const LifeAnswer& answer, const Context& context, const Zone& zone) {
  return Teller(answer, context, zone).text();
}

}  // namespace noroshi::cli
