// When a server was contacted, drawn in a terminal: bars over time, and one lane a client.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/language.hpp"
#include "base/time.hpp"
#include "cli/zone.hpp"

namespace noroshi::cli {

/// The least round time (of 1 s, 5 s, 15 min, 6 h …) of at least `span`; beyond a day, whole days.
base::Micros round_time(base::Micros span);

/// The window of the drawing, cut into bins of equal, round length.
struct Timeline {
  base::Micros begin = 0;
  base::Micros bin = base::kSecond;
  std::size_t bins = 1;

  /// At most `columns` bins over [first, last]; the bin is the least round time that fits.
  static Timeline over(base::Micros first, base::Micros last, std::size_t columns);

  /// Events a bin; those outside the window are left out.
  [[nodiscard]] std::vector<std::uint64_t> counts(std::span<const base::Micros> events) const;
};

/// Several lines: a heading, bars of all clients together, a time axis, and, for up to eight
/// clients, a lane each.  Clients are numbers, in the order of `visits`.
std::string timeline_text(const Timeline& timeline,
                          const std::vector<std::vector<base::Micros>>& visits, const Zone& zone,
                          Language language);

}  // namespace noroshi::cli
