#include "detect/c2/command_before_attack.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/command.hpp"
#include "detect/c2/company.hpp"
#include "detect/c2/popularity.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kLeastShare = 0.5;  // of the strength, where next to no attacker was heard

constexpr base::Text kStory{
    "{0} times an attacker was in touch with it in the 10 s before {1} attacks of {2} hosts began, "
    "{3:.2g} by their habits; chance 10^-{4}, a share of {5:.1g} of such servers by chance",
    "延べ {2} 台による {1} 回の攻撃開始前 10 秒間に攻撃端末が延べ {0} 回接触(平常時 {3:.2g} "
    "回)、偶然の確率 10^-{4}、同様のサーバーのうち偶然の割合 {5:.1g}"};

}  // namespace

std::optional<Signal> command_before_attack(const Case& the_case) {
  const Command& command = the_case.standing.command;
  if (command.heard < kFewestHeard || command.discovery <= kDiscovered) return std::nullopt;
  const double share = static_cast<double>(command.heard) / command.attackers;
  const double strength = conviction(command.discovery) *
                          rarity(the_case.surroundings.clients(), the_case.server.clients.size()) *
                          (kLeastShare + (1 - kLeastShare) * share);
  return Signal{.value = static_cast<double>(command.heard),
                .unit = "contacts",
                .input = Input::CommandBeforeAttack,
                .strength = std::clamp(strength, 0.0, 1.0),
                .counts = {{"attacks", static_cast<double>(command.attacks)},
                           {"attackers", static_cast<double>(command.attackers)},
                           {"expected", command.expected},
                           {"log_likelihood_ratio", command.likelihood},
                           {"orders", command.orders},
                           {"q", false_share(command.discovery)}}};
}

std::string tell_command_before_attack(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "attacks"),
                   count(evidence, "attackers"), count(evidence, "expected"),
                   std::lround(count(evidence, "orders")), count(evidence, "q"));
}

}  // namespace noroshi::c2
