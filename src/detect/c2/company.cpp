#include "detect/c2/company.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/popularity.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kConvincing = 3.0;   // orders beyond for 63 % of the strength
constexpr double kLeastShare = 0.25;  // of the strength, where next to none is marked
constexpr std::size_t kFewestWatched = 20;
constexpr double kLeastQ = 1e-300;

// 0–1: how thickly the marked sit among the visitors.  Nearly all visitors of a master are bots,
// and few of a service that infected devices also use; where it is known of few bots that they are
// such, what counts is how many times thicker they sit there than anywhere, on a logarithmic scale.
double concentration(const Overlap& overlap, double watched, bool complete) {
  const double share = static_cast<double>(overlap.seen) / overlap.visitors;
  if (complete) return share;
  const double usual = overlap.marked / watched;
  return usual < 1 ? std::clamp(std::log(share / usual) / -std::log(usual), 0.0, 1.0) : 0.0;
}

}  // namespace

double conviction(double discovery) {
  return 1 - std::exp(-std::max(0.0, discovery - kDiscovered) / kConvincing);
}

double false_share(double discovery) { return std::max(kLeastQ, std::pow(10.0, -discovery)); }

std::optional<Signal> company_signal(const Case& the_case, const Overlap& overlap,
                                     const Marking& marking) {
  const std::size_t hosts = the_case.surroundings.clients();
  if (overlap.seen < 2 || hosts < kFewestWatched || overlap.discovery <= kDiscovered) {
    return std::nullopt;
  }
  const auto watched = static_cast<double>(hosts);
  const double thick = concentration(overlap, watched, marking.complete);
  const double strength = conviction(overlap.discovery) * rarity(hosts, overlap.visitors) *
                          (kLeastShare + (1 - kLeastShare) * thick);
  return Signal{.value = static_cast<double>(overlap.seen),
                .unit = "clients",
                .input = marking.input,
                .strength = std::clamp(strength, 0.0, 1.0),
                .counts = {{"clients", static_cast<double>(overlap.visitors)},
                           {std::string(marking.name), static_cast<double>(overlap.marked)},
                           {"watched", watched},
                           {"orders", overlap.orders},
                           {"q", false_share(overlap.discovery)}}};
}

}  // namespace noroshi::c2
