// Popularity: who is chosen how often when popularity falls with rank (Zipf's law).
//
// Rank k (from 0) is drawn with probability proportional to (k+1)^−s, in constant time by Vose's
// alias method: one column a rank, each column shared by at most two ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "train/traffic/random.hpp"

namespace noroshi::traffic {

class Popularity {
 public:
  /// `count` ≥ 1 ranks; exponent `s` ≥ 0 (web objects and sites are near 0.7–1.0).
  Popularity(std::uint32_t count, double s);

  std::uint32_t draw(Stream& stream) const;

 private:
  struct Column {
    double share = 1.0;       // of the column that belongs to its own rank
    std::uint32_t other = 0;  // whose the rest is
  };
  std::vector<Column> columns_;
};

}  // namespace noroshi::traffic
