// A sample of figures in five: mean, quartiles, range.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace noroshi::programme {

struct Spread {
  std::size_t count = 0;
  double mean = 0;
  double least = 0;
  double lower_quartile = 0;
  double median = 0;
  double upper_quartile = 0;
  double most = 0;
};

/// Quartiles by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
/// Nothing of nothing.
std::optional<Spread> spread_of(std::vector<double> figures);

}  // namespace noroshi::programme
