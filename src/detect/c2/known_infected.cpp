#include "detect/c2/known_infected.hpp"

#include <cmath>

#include "detect/c2/company.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Text kStory{
    "{0} of its {1} clients are known to be infected ({2} of {3} watched are); chance 10^-{4}, "
    "a share of {5:.1g} of such servers by chance",
    "接触端末 {1} 台中 {0} 台が既知の感染端末(全 {3} 台中 {2} 台)、偶然の確率 10^-{4}、"
    "同様のサーバーのうち偶然の割合 {5:.1g}"};

}  // namespace

std::optional<Signal> known_infected(const Case& the_case) {
  return company_signal(the_case, the_case.standing.infected,
                        {.input = Input::KnownInfected, .name = "infected", .complete = false});
}

std::string tell_known_infected(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "clients"),
                   count(evidence, "infected"), count(evidence, "watched"),
                   std::lround(count(evidence, "orders")), count(evidence, "q"));
}

}  // namespace noroshi::c2
