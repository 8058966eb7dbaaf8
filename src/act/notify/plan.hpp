// Plan: through which channels a subscriber is told, and when the next ones follow.
//
//   [[plan]]                       at once
//   channels = ["portal", "mail"]
//   after = 0
//   [[plan]]                       a letter, two weeks after the first notice, if it is still seen
//   channels = ["letter"]
//   after = "14d"
//
// A pure function of the case, its notices and the time says what is due: nothing here sends.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "act/notify/case.hpp"
#include "base/time.hpp"

namespace noroshi::notify {

struct PlanStep {
  std::vector<std::string> channels;
  base::Micros after = 0;  ///< since the first notice of the round
};
using Plan = std::vector<PlanStep>;

struct Due {
  enum class What : std::uint8_t {
    Nothing,     ///< not now
    Step,        ///< the channels of `step`
    Untried,     ///< any channel that was not tried in this round: none reached so far
    Suppressed,  ///< would be due, but the device was told within the window
  };
  What what = What::Nothing;
  std::uint32_t step = 0;
};

/// `window`: how long after a notice the same device is left alone when its infection is found
/// anew.
Due due(const Case& one, const Plan& plan, base::Micros window, base::Micros now);

/// When to try again after `attempts` in vain: 15 min, doubling, at most a day.
base::Micros pause_after(std::uint32_t attempts);

/// How long in vain until it counts as refused (RFC 5321, section 4.5.4.1: at least 4–5 days).
inline constexpr base::Micros kGiveUpAfter = 5 * base::kDay;

}  // namespace noroshi::notify
