// Chernoff's bound: how unlikely so many successes are, without summing the binomial's tail.
#pragma once

#include <cmath>

namespace noroshi::scan {

/// Natural logarithm of a bound on P(X ≥ k) of a binomial X of n draws with chance q, 0 < q < 1:
/// −n·KL(k/n ‖ q) (Hoeffding, 1963, theorem 1).  0 where k is no more than expected.
inline double log_tail(double k, double n, double q) {
  const double share = k / n;
  if (share <= q) return 0;
  double divergence = share * std::log(share / q);
  if (share < 1) divergence += (1 - share) * std::log((1 - share) / (1 - q));
  return -n * divergence;
}

}  // namespace noroshi::scan
