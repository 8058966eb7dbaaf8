// How many servers nobody sees: capture–recapture.
//
// Two operators that see half of each other's servers have probably missed as many again; two
// that see the same ones have probably seen nearly all.  For two lists that is the estimator of
// Lincoln and Petersen, here without its bias (Chapman 1951) and with Seber's variance (1970).
//
// For more lists a lower bound of Chao's kind (1987): servers differ in how easily they are seen,
// so those seen once and twice tell the least number of those never seen.  Chao's f1²/(2 f2) takes
// all lists for equally long; operators are not.  Let x_i be what only operator i has, f2 what
// exactly two have.  If a server is seen by i with odds a_i·h, h its own, then by the inequality
// of Cauchy and Schwarz  x_i·x_j ≤ unseen·x_ij  in expectation, and summed over pairs
//
//   unseen ≥ Σ_{i<j} x_i·x_j / f2             here with f2 + 1 below, against bias
//
// which is Chapman's estimate for two lists, and (t − 1)/t of Chao's for t lists of equal length.
//
// What they assume, and how they fail, belongs to the figure (docs/operations/programme.md):
// operators that find by the same means find the same servers, and the estimate comes out too
// low; servers that only one operator's customers could ever meet make it too high.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace noroshi::programme {

/// An estimate of a whole population, of which some was seen.
struct Population {
  double seen = 0;
  double unseen = 0;
  double error = 0;  ///< standard error of the whole
  double low = 0;    ///< 95 % interval of the whole, log-normal in what is unseen (Chao 1987)
  double high = 0;

  [[nodiscard]] double whole() const { return seen + unseen; }
};

/// Two lists: their lengths, and what both have.
Population chapman(std::uint64_t first, std::uint64_t second, std::uint64_t both);

/// Chao 1987, for lists of equal length: servers seen at all, by exactly one, by exactly two.
/// Nothing if nobody was seen twice: then it has nothing to go by.
std::optional<Population> chao(std::uint64_t seen, std::uint64_t once, std::uint64_t twice);

/// The lower bound above: servers seen at all, by operator i alone, by exactly two.
Population lower_bound(std::uint64_t seen, std::span<const std::uint64_t> alone,
                       std::uint64_t twice);

/// What is said of the unseen for a set of lists.
struct Unseen {
  Population estimate;
  bool is_lower_bound = false;            ///< more than two lists
  std::optional<Population> equal_lists;  ///< Chao's own figure for more than two
};

}  // namespace noroshi::programme
