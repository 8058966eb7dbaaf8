// The log-rank test: do several groups share one survival curve?
//
// Mantel 1966; Peto and Peto 1972.  At each time at which something happens the events of a group
// are compared with its share of those at risk; under one common curve the differences add up to
// about nothing.  With strata the comparison is made within each and added up, so that a group is
// not called better for what it was given to work with.
//
// Censoring must not depend on what would have happened: see what the caller says of his data.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace noroshi::programme {

struct Member {
  double time = 0;
  bool event = true;        ///< false: censored
  std::size_t group = 0;    ///< 0 … groups − 1
  std::size_t stratum = 0;  ///< any numbers
};

struct LogRank {
  double chi_squared = 0;
  std::size_t degrees = 0;  ///< of freedom
  double p = 1;
  std::vector<double> observed;  ///< events by group
  std::vector<double> expected;  ///< under one common curve
};

/// Nothing where there is nothing to compare: fewer than two groups with somebody at risk when
/// something happens.
std::optional<LogRank> log_rank(std::vector<Member> members, std::size_t groups);

/// P[X ≥ x] of the chi-squared distribution.
double chi_squared_tail(double x, std::size_t degrees);

}  // namespace noroshi::programme
