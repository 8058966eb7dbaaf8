// Calibration: of all servers that were given about this probability, how many were C2?
//
// Bins are narrow at both ends, where nearly all servers lie.  The expected calibration error is
// the mean distance between promise and outcome, weighted by servers.  Over a day of innocent
// servers it is near 0 for any model that says "no" to all, so there is a second one over those
// servers only that were given a chance worth speaking of.
#pragma once

#include <array>
#include <cstddef>

namespace noroshi::fit {

class Calibration {
 public:
  /// Where the bins begin; the last one ends at 1, included.
  static constexpr std::array kEdges = {0.0, 0.001, 0.01, 0.03, 0.1, 0.3,
                                        0.5, 0.7,   0.9,  0.97, 0.99};
  /// From here on a chance is worth speaking of.
  static constexpr double kSuspected = 0.01;

  struct Bin {
    double servers = 0;
    double c2 = 0;
    double promised = 0;  ///< sum of the probabilities

    [[nodiscard]] double mean_promise() const { return servers > 0 ? promised / servers : 0; }
    [[nodiscard]] double share() const { return servers > 0 ? c2 / servers : 0; }
  };

  void add(double probability, bool c2, double weight = 1);

  [[nodiscard]] const std::array<Bin, kEdges.size()>& bins() const { return bins_; }
  [[nodiscard]] Bin total() const;
  /// Over the bins that begin at `from` or above; 0 if nothing is in them.
  [[nodiscard]] double expected_error(double from = 0) const;

 private:
  std::array<Bin, kEdges.size()> bins_{};
};

}  // namespace noroshi::fit
