#include "detect/c2/shared_by_attackers.hpp"

#include <cmath>

#include "detect/c2/company.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{
    "{0} of its {1} clients scan or flood ({2} of {3} watched do); chance 10^-{4}",
    "接触端末 {1} 台中 {0} 台がスキャンまたはフラッド(全 {3} 台中 {2} 台)、偶然の確率 10^-{4}"};

}  // namespace

std::optional<Signal> shared_by_attackers(const Case& the_case) {
  return company_signal(the_case, the_case.standing.attackers,
                        {.input = Input::SharedByAttackers, .name = "attackers"});
}

std::string tell_shared_by_attackers(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "clients"),
                   count(evidence, "attackers"), count(evidence, "watched"),
                   std::lround(count(evidence, "orders")));
}

}  // namespace noroshi::c2
