// Hours: a window of whole hours, aligned to the epoch.  What is known of a server is kept by hour.
#pragma once

#include <cstddef>
#include <optional>

#include "base/time.hpp"

namespace noroshi::life {

/// The hour that an instant falls into, also before 1970.
constexpr base::Micros hour_of(base::Micros instant) {
  const base::Micros into = instant % base::kHour;
  return instant - (into < 0 ? into + base::kHour : into);
}

/// The hour of the day, 0–23, UTC: days repeat in every zone, so any zone will do.
constexpr std::size_t hour_of_day(base::Micros instant) {
  const base::Micros into = instant % base::kDay;
  return static_cast<std::size_t>((into < 0 ? into + base::kDay : into) / base::kHour);
}

struct Hours {
  base::Micros begin = 0;  ///< a whole hour
  std::size_t count = 0;

  /// The hours that [from, to) touches.
  static constexpr Hours over(base::Micros from, base::Micros to) {
    if (to <= from) return {hour_of(from), 0};
    const base::Micros begin = hour_of(from);
    return {begin, static_cast<std::size_t>((hour_of(to - 1) - begin) / base::kHour) + 1};
  }

  [[nodiscard]] constexpr base::Micros at(std::size_t index) const {
    return begin + static_cast<base::Micros>(index) * base::kHour;
  }
  [[nodiscard]] constexpr base::Micros end() const { return at(count); }

  /// Nothing if the instant lies outside.
  [[nodiscard]] constexpr std::optional<std::size_t> index_of(base::Micros instant) const {
    if (instant < begin || instant >= end()) return std::nullopt;
    return static_cast<std::size_t>((instant - begin) / base::kHour);
  }
};

}  // namespace noroshi::life
