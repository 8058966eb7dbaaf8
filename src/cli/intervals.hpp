// How the intervals between visits are spread: a histogram over a logarithmic scale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/language.hpp"

namespace noroshi::cli {

struct IntervalBin {
  double middle = 0;  ///< seconds
  double low = 0;     ///< its edges
  double high = 0;
  std::uint64_t count = 0;
  bool period = false;  ///< the matched period lies in it
};

/// At most `rows` bins from the shortest to the longest interval, equally wide on a logarithmic
/// scale.  One is centred on `period`, so that a beacon's jitter does not straddle two bins; on
/// the median if there is none.  Intervals of zero are left out.
std::vector<IntervalBin> interval_bins(std::span<const double> intervals,
                                       std::optional<double> period, std::size_t rows);

/// One line a bin, the period marked.
std::string intervals_text(std::span<const IntervalBin> bins, std::size_t columns,
                           Language language);

}  // namespace noroshi::cli
