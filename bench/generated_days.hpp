// Days of `noroshi lab traffic`, generated in memory and judged.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "train/traffic/scenario.hpp"
#include "trial.hpp"

namespace noroshi::bench {

struct Day {
  std::uint32_t subscribers = 0;
  std::uint64_t seed = 0;
  std::uint32_t sampling = 1;
  Verdict verdict;
};

/// Generates `scenario` and judges it against the truth that was written about it.
Result<Day> live_through(const traffic::Scenario& scenario);

}  // namespace noroshi::bench
