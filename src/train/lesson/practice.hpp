// Practice: days drawn so that no two are alike, to learn from or to be examined on.
//
// Number of subscribers, their habits, which botnets and how many, their sizes (5–500 bots,
// log-uniform), periods, jitters, servers and ages all follow from the seed.  Real captures are
// grafted on some of the subscribers where there are any.
#pragma once

#include <cstdint>
#include <span>

#include "train/lesson/capture.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::lesson {

struct PracticeOptions {
  std::uint64_t seed = 1;
  std::uint32_t fewest_subscribers = 20'000;
  std::uint32_t most_subscribers = 100'000;
  std::uint32_t most_bots = 500;  ///< in a botnet; from 5, or 2 of a remote-access trojan
  std::uint32_t instances = 2;    ///< botnets of each family, at most
  std::span<const Capture* const> grafts{};  ///< captures with a graft
  double most_graft_records = 300'000;  ///< a day, of each capture: busy ones get fewer clients
};

traffic::Scenario practice_day(const PracticeOptions& options);

/// Share of the infected that the detector is told of: none on half of the days.
double practice_known_infected(std::uint64_t seed);

}  // namespace noroshi::lesson
