#include "act/notify/plan.hpp"

#include <algorithm>

namespace noroshi::notify {
namespace {

constexpr base::Micros kFirstPause = 15 * base::kMinute;

/// The first step of a round, which waits while the device was told not long ago.
Due first_step(const Case& one, base::Micros window, base::Micros now) {
  const bool recent = one.last_notice != 0 && now < one.last_notice + window;
  return {recent ? Due::What::Suppressed : Due::What::Step, one.step};
}

}  // namespace

Due due(const Case& one, const Plan& plan, base::Micros window, base::Micros now) {
  if (one.line.empty() || plan.empty()) return {};
  const bool left = one.step < plan.size();
  switch (one.course.state()) {
    case State::Identified:
    case State::Returned:
      if (one.step == 0) return first_step(one, window, now);
      // What was sent came back, or could not be sent: the next channel does not wait.
      return left ? Due{Due::What::Step, one.step} : Due{Due::What::Untried, 0};
    case State::Unreachable:
      return {Due::What::Untried, 0};
    case State::Persistent: {
      const bool time = left && now >= one.round_began + plan[one.step].after;
      return time ? Due{Due::What::Step, one.step} : Due{};
    }
    default:
      return {};
  }
}

base::Micros pause_after(std::uint32_t attempts) {
  base::Micros pause = kFirstPause;
  for (std::uint32_t i = 1; i < attempts && pause < base::kDay; ++i) pause *= 2;
  return std::min(pause, base::kDay);
}

}  // namespace noroshi::notify
