#include "detect/c2/attack_target.hpp"

#include <algorithm>

#include "detect/c2/attack.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{"{0} of {1} clients flood it: a target, not a master",
                            "端末 {1} 台中 {0} 台がフラッド: 司令塔ではなく攻撃対象"};

}  // namespace

std::optional<Signal> attack_target(const Case& the_case) {
  const auto& clients = the_case.server.clients;
  const auto floods = std::max<std::ptrdiff_t>(std::ranges::count_if(clients, is_onslaught),
                                               the_case.standing.struck_by);
  // One busy client is no attack; one that hammers a server which never answers is.
  const bool lone = clients.size() == 1 && !is_flood(clients.front());
  if (floods == 0 || lone || static_cast<std::size_t>(floods) * 2 < clients.size())
    return std::nullopt;
  return Signal{.value = static_cast<double>(floods),
                .unit = "clients",
                .input = Input::AttackTarget,
                .strength = 1,
                .counts = {{"clients", static_cast<double>(clients.size())}}};
}

std::string tell_attack_target(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "clients"));
}

}  // namespace noroshi::c2
