// Stage: where the players of one day put their bursts.  Each kind of player has a function.
#pragma once

#include <initializer_list>

#include "train/darknet/day.hpp"

namespace noroshi::darknet {

struct Stage {
  const Cast& cast;
  std::uint32_t day = 0;
  Played& played;

  /// The actor's place among the day's.
  std::uint32_t enter(Actor actor) const {
    played.actors.push_back(std::move(actor));
    return static_cast<std::uint32_t>(played.actors.size() - 1);
  }

  /// Kept if it sends anything at all.
  void add(Burst burst) const {
    if (burst.packets > 0 && burst.end > burst.begin) played.bursts.push_back(std::move(burst));
  }
};

/// One name for a stream, of several numbers.
inline std::uint64_t name_of(std::initializer_list<std::uint64_t> parts) {
  std::uint64_t name = 0;
  for (const std::uint64_t part : parts) name = net::mix(name ^ (part + 0x9E3779B97F4A7C15ULL));
  return name;
}

/// Instant of a day at which people are as busy as `traffic::diurnal` says.
base::Micros busy_instant(const Stage& stage, traffic::Stream& random);

/// A network, rented servers with that probability.
const Network& choose_network(const Cast& cast, double hosting, traffic::Stream& random);

void play_hosts(const Stage& stage);
void play_surveyors(const Stage& stage);
void play_groups(const Stage& stage);
void play_surges(const Stage& stage);
void play_novelties(const Stage& stage);
void play_drifters(const Stage& stage);
void play_strays(const Stage& stage);
void play_attacks(const Stage& stage);

}  // namespace noroshi::darknet
