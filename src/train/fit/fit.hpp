// Fit: the coefficients under which the truth of the examples is likeliest.
//
// Penalised maximum likelihood of the additive model with the sign of each input fixed (input.hpp),
// by projected Newton steps: D. P. Bertsekas, "Projected Newton methods for optimization problems
// with simple constraints", 1982.  Pure, one thread, fixed order of sums: the same examples give
// the same bits, in whatever order they came and however many threads made them.
#pragma once

#include <optional>

#include "train/fit/likelihood.hpp"

namespace noroshi::fit {

struct FitOptions {
  Penalty penalty;
  std::vector<std::uint32_t> without{};  ///< groups that are left out
  std::optional<Parameters> start{};     ///< else the penalty's centre
};

struct Fit {
  Parameters at{};
  Parameters error{};  ///< standard errors from the curvature; 0 where a constraint holds
  double value = 0;    ///< of the penalised likelihood
  unsigned rounds = 0;
  bool converged = false;
};

/// `examples` as `merged` makes them.
Fit fit(std::span<const Example> examples, const FitOptions& options);

/// What a parameter may be: the bias any log-odds within 50, an input's worth of its sign,
/// within 12 (shared suspicion: 2;
/// inbound and attack target, which rule a server out: 30).
struct Bounds {
  double least = 0;
  double most = 0;
};
Bounds bounds_of(std::size_t parameter);

}  // namespace noroshi::fit
