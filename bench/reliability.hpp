// Reliability: of all servers that were given about this probability, how many were C2?
//
// The test of the word "calibrated".  Endpoints that the truth calls neither right nor wrong are
// left out.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/finding.hpp"
#include "train/score/truth.hpp"

namespace noroshi::bench {

class Reliability {
 public:
  /// Where the bins begin; the last one ends at 1, included.
  static constexpr std::array kEdges = {0.0, 0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99};

  struct Bin {
    std::uint64_t servers = 0;
    std::uint64_t true_servers = 0;
    double predicted = 0;  ///< sum of the probabilities

    [[nodiscard]] double mean_predicted() const;
    [[nodiscard]] double share_true() const;
  };

  void add(const score::TruthEntry& truth, const std::vector<model::Finding>& findings);

  [[nodiscard]] const std::array<Bin, kEdges.size()>& bins() const { return bins_; }
  [[nodiscard]] Bin total() const;

  /// The mean squared difference between probability and outcome; 0 is perfect.
  [[nodiscard]] double brier() const;
  /// The same if every server had been given the share of C2 among all: what knowing nothing gives.
  [[nodiscard]] double brier_of_ignorance() const;

 private:
  std::array<Bin, kEdges.size()> bins_{};
  double squares_ = 0;
};

}  // namespace noroshi::bench
