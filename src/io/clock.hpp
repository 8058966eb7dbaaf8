// The two clocks: the day's for what is written down, the steady one for waits.
//
// They stand in `io` because time is a part of the world: detectors do not see this folder, so
// their answers cannot depend on the hour.
#pragma once

#include <chrono>

#include "base/time.hpp"

namespace noroshi::io {

/// UTC.
inline base::Micros wall_clock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Never goes back; its zero means nothing (CLOCK_MONOTONIC on Linux).
inline base::Micros steady_clock() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace noroshi::io
