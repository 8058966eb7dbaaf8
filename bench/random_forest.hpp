// A random forest: what can be had of the same strengths by a model that need not add up.
//
// A yard-stick, never a detector: its answers cannot be told as lines of evidence.  Trees are grown
// by XGBoost, each to squared error on its own share of the examples, and averaged (Breiman 2001);
// nothing is boosted.  The same examples give the same forest.
#pragma once

#include <memory>
#include <span>

#include "base/result.hpp"
#include "train/fit/example.hpp"

namespace noroshi::bench {

/// Chosen beforehand and once; no exam was looked at for them.
struct ForestOptions {
  unsigned trees = 200;
  unsigned depth = 12;              ///< at most
  double share_of_examples = 0.8;   ///< that a tree sees
  double share_of_strengths = 0.4;  ///< that a node may ask
  unsigned seed = 1;
  unsigned threads = 2;
};

class Forest {
 public:
  static Result<Forest> grown(std::span<const fit::Example> examples, const ForestOptions& options);

  /// Mean share of C2 in the leaves that each falls into.
  [[nodiscard]] Result<std::vector<double>> scores(std::span<const fit::Steps> servers) const;

 private:
  explicit Forest(std::shared_ptr<void> booster) : booster_(std::move(booster)) {}

  std::shared_ptr<void> booster_;
};

}  // namespace noroshi::bench
