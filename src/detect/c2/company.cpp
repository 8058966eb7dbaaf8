#include "detect/c2/company.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/chance.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kThreshold = 1.30103;  // −log10 of a false-discovery share of 1 in 20
constexpr double kConvincing = 3.0;     // orders beyond for 63 % of the strength
constexpr double kLeastShare = 0.25;    // of the strength, where next to none is marked
constexpr std::size_t kFewestWatched = 20;
constexpr double kLeastQ = 1e-300;

}  // namespace

std::optional<Signal> company_signal(const Case& the_case, const Overlap& overlap, Input input,
                                     std::string_view marked) {
  const std::size_t watched = the_case.surroundings.clients();
  const double beyond = overlap.discovery - kThreshold;
  if (overlap.seen < 2 || watched < kFewestWatched || beyond <= 0) return std::nullopt;
  const double share = static_cast<double>(overlap.seen) / overlap.visitors;
  const double surprise = 1 - std::exp(-beyond / kConvincing);
  const double strength =
      surprise * rarity(watched, overlap.visitors) * (kLeastShare + (1 - kLeastShare) * share);
  return Signal{.value = static_cast<double>(overlap.seen),
                .unit = "clients",
                .input = input,
                .strength = std::clamp(strength, 0.0, 1.0),
                .counts = {{"clients", static_cast<double>(overlap.visitors)},
                           {std::string(marked), static_cast<double>(overlap.marked)},
                           {"watched", static_cast<double>(watched)},
                           {"orders", overlap.orders},
                           {"q", std::max(kLeastQ, std::pow(10.0, -overlap.discovery))}}};
}

}  // namespace noroshi::c2
