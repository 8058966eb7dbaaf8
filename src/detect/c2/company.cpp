#include "detect/c2/company.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/chance.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kConvincing = 3.0;   // orders beyond for 63 % of the strength
constexpr double kLeastShare = 0.25;  // of the strength, where next to none is marked
constexpr std::size_t kFewestWatched = 20;
constexpr double kLeastQ = 1e-300;

}  // namespace

double conviction(double discovery) {
  return 1 - std::exp(-std::max(0.0, discovery - kDiscovered) / kConvincing);
}

double false_share(double discovery) { return std::max(kLeastQ, std::pow(10.0, -discovery)); }

std::optional<Signal> company_signal(const Case& the_case, const Overlap& overlap, Input input,
                                     std::string_view marked) {
  const std::size_t watched = the_case.surroundings.clients();
  if (overlap.seen < 2 || watched < kFewestWatched || overlap.discovery <= kDiscovered) {
    return std::nullopt;
  }
  const double share = static_cast<double>(overlap.seen) / overlap.visitors;
  const double strength = conviction(overlap.discovery) * rarity(watched, overlap.visitors) *
                          (kLeastShare + (1 - kLeastShare) * share);
  return Signal{.value = static_cast<double>(overlap.seen),
                .unit = "clients",
                .input = input,
                .strength = std::clamp(strength, 0.0, 1.0),
                .counts = {{"clients", static_cast<double>(overlap.visitors)},
                           {std::string(marked), static_cast<double>(overlap.marked)},
                           {"watched", static_cast<double>(watched)},
                           {"orders", overlap.orders},
                           {"q", false_share(overlap.discovery)}}};
}

}  // namespace noroshi::c2
