// Chance: how surprising it is that so many of what was drawn belong to a marked set, and how many
// of such surprises are to be believed.
//
// One place for all detectors that ask it.  Probabilities are kept as orders of magnitude, −log10
// P: with ten million watched hosts they fall far below the least double.  All functions are pure
// and may be called from any thread (std::lgamma may not: it writes `signgam`).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace noroshi::base {

/// ln n!, to about 10⁻¹² of its value.
double log_factorial(std::uint64_t n);

/// −log10 P[X ≥ seen] where `draws` are drawn without replacement from `all`, of which `marked`
/// are marked, and X of the drawn are (hypergeometric; Fisher's exact test, one-sided).  Figures
/// that cannot be (more marked or drawn than there are) are lowered to what can; `seen` beyond
/// the possible gives infinity.
double tail_orders(std::uint64_t all, std::uint64_t marked, std::uint64_t draws,
                   std::uint64_t seen);

/// −log10 q of each test whose −log10 p is given, out of `tests` in all; those not given are
/// further than every given one (Benjamini and Hochberg, "Controlling the false discovery rate",
/// 1995): among the tests that reach a q, an expected share of at most q does so by chance.
///
/// Holds for independent tests, and for such that surprise one another only upwards (Benjamini and
/// Yekutieli, 2001), as those of servers with clients in common do.  Leaving out tests that would
/// have stood between the given ones, and p-values of counts, both err on the safe side.
std::vector<double> discovery_orders(std::span<const double> orders, std::size_t tests);

}  // namespace noroshi::base
