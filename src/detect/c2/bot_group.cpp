#include "detect/c2/bot_group.hpp"

#include <cmath>

#include "detect/c2/company.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{
    "{0} of its {1} clients scan alike ({2} ports from {3} on; {4} of {5} watched do); chance "
    "10^-{6} after {7} groups, a share of {8:.1g} of such servers by chance",
    "接触端末 {1} 台中 {0} 台が同じ {2} ポート({3} など)をスキャン(全 {5} 台中 {4} 台)、{7} "
    "グループ補正後の偶然の確率 10^-{6}、同様のサーバーのうち偶然の割合 {8:.1g}"};

}  // namespace

std::optional<Signal> bot_group(const Case& the_case) {
  const Standing& standing = the_case.standing;
  auto signal =
      company_signal(the_case, standing.group, {.input = Input::BotGroup, .name = "scanners"});
  if (!signal) return signal;
  signal->counts.emplace_back("port", standing.scanned);
  signal->counts.emplace_back("ports", standing.ports);
  signal->counts.emplace_back("groups", standing.groups);
  return signal;
}

std::string tell_bot_group(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "clients"), count(evidence, "ports"),
                   count(evidence, "port"), count(evidence, "scanners"), count(evidence, "watched"),
                   std::lround(count(evidence, "orders")), count(evidence, "groups"),
                   count(evidence, "q"));
}

}  // namespace noroshi::c2
