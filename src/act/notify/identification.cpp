#include "act/notify/identification.hpp"

namespace noroshi::notify {
namespace {

using subscriber::Outcome;

Identification several(std::string how) {
  return {.outcome = Outcome::Ambiguous, .line = {}, .device = {}, .how = std::move(how)};
}

}  // namespace

Identification identify(const std::vector<model::Sighting>& sightings,
                        const subscriber::Resolver& resolver) {
  Identification all;
  all.how = "no-sighting";
  bool any = false;
  for (const model::Sighting& sighting : sightings) {
    const auto one = resolver.resolve(sighting);
    if (one.outcome == Outcome::Found) {
      if (all.outcome == Outcome::Found && all.line != one.line) return several("several-lines");
      const bool other = all.outcome == Outcome::Found && !all.device.empty() &&
                         !one.device.empty() && all.device != one.device;
      // The later lease is the device that is there now; sightings come by time.
      if (all.outcome != Outcome::Found || other || all.device.empty()) all.device = one.device;
      all.outcome = Outcome::Found;
      all.line = one.line;
      all.how = one.source;
      continue;
    }
    // Of what could not be traced, the first reason stands; an ambiguous one says more.
    const bool better = !any || one.outcome == Outcome::Ambiguous;
    if (all.outcome == Outcome::Unknown && better) {
      all.outcome = one.outcome;
      all.how = std::string(subscriber::to_string(one.reason));
    }
    any = true;
  }
  return all;
}

}  // namespace noroshi::notify
