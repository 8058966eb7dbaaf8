#include "detect/c2/shared_suspicion.hpp"

#include <cmath>

#include "detect/c2/company.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{
    "{0} of its {1} clients also use other likely masters ({2} of {3} watched do); chance 10^-{4}, "
    "a share of {5:.1g} of such servers by chance",
    "接触端末 {1} 台中 {0} 台が他の C&C 候補にも接触(全 {3} 台中 {2} 台)、偶然の確率 10^-{4}、"
    "同様のサーバーのうち偶然の割合 {5:.1g}"};

}  // namespace

std::optional<Signal> shared_suspicion(const Case& the_case) {
  // Bots share their victims as well.
  const Standing& standing = the_case.standing;
  if (2 * standing.struck_by >= the_case.server.clients.size()) return std::nullopt;
  return company_signal(the_case, standing.suspicious,
                        {.input = Input::SharedSuspicion, .name = "suspicious"});
}

std::string tell_shared_suspicion(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "clients"),
                   count(evidence, "suspicious"), count(evidence, "watched"),
                   std::lround(count(evidence, "orders")), count(evidence, "q"));
}

}  // namespace noroshi::c2
