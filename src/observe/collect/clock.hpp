// The clocks of a running collector: the day's for what is written down, the steady one for waits.
#pragma once

#include <chrono>

#include "base/time.hpp"

namespace noroshi::collect {

/// UTC.
inline base::Micros wall_clock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Never goes back; its zero means nothing.
inline base::Micros steady_clock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace noroshi::collect
