#include "train/darknet/day.hpp"

#include "train/darknet/stage.hpp"

namespace noroshi::darknet {

base::Micros busy_instant(const Stage& stage, traffic::Stream& random) {
  constexpr double kBusiest = 2;  // diurnal's highest, about
  for (;;) {
    const auto at = static_cast<base::Micros>(random.unit() * static_cast<double>(base::kDay));
    const base::Micros instant = stage.played.span.begin + at;
    if (random.unit() * kBusiest < traffic::diurnal(instant + stage.cast.scenario.utc_offset)) {
      return instant;
    }
  }
}

const Network& choose_network(const Cast& cast, double hosting, traffic::Stream& random) {
  std::vector<const Network*> fitting;
  const bool rented = random.chance(hosting);
  for (const Network& network : cast.networks) {
    if (network.hosting == rented) fitting.push_back(&network);
  }
  return *fitting[random.below(static_cast<std::uint32_t>(fitting.size()))];
}

Played play(const Cast& cast, std::uint32_t day) {
  Played played;
  played.span.begin = cast.scenario.start + day * base::kDay;
  played.span.end = played.span.begin + base::kDay;
  const Stage stage{cast, day, played};
  play_hosts(stage);
  play_surveyors(stage);
  play_groups(stage);
  play_surges(stage);
  play_novelties(stage);
  play_drifters(stage);
  play_strays(stage);
  play_attacks(stage);
  return played;
}

}  // namespace noroshi::darknet
