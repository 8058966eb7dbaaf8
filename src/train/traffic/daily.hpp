// The day: how busy a region is at an hour, and when a device is switched on.
//
// Local time is UTC plus a fixed offset (Japan keeps no summer time).  Pure functions.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace noroshi::traffic {

/// Load at `local` time relative to the day's mean: lowest at 4 h, highest at 21 h, linear between
/// hours.  The shape of residential lines in Japan (docs/formats/lab-traffic.md).
double diurnal(base::Micros local);

/// When a device is awake.
enum class Presence : std::uint8_t {
  Always,   ///< routers, sensors, phones on a charger
  Evening,  ///< switched on by people: most of the day or only the evening, by household
  Office,   ///< weekdays, about 9 h to 18 h
};

/// The hours of one device; `device` is any number that names it.
class Hours {
 public:
  Hours(std::uint64_t seed, Presence presence, std::uint64_t device, base::Micros utc_offset)
      : seed_(seed), device_(device), utc_offset_(utc_offset), presence_(presence) {}

  /// A span in which the device is on; empty if begin == end.
  struct Span {
    base::Micros begin = 0;
    base::Micros end = 0;
  };

  /// The span that holds `at`, or the first one after it (within 8 days).
  [[nodiscard]] Span span_from(base::Micros at) const;

  [[nodiscard]] bool on(base::Micros at) const { return span_from(at).begin <= at; }

 private:
  [[nodiscard]] Span span_of_day(base::Micros local_day) const;

  std::uint64_t seed_;
  std::uint64_t device_;
  base::Micros utc_offset_;
  Presence presence_;
};

}  // namespace noroshi::traffic
