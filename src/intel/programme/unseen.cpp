#include "intel/programme/unseen.hpp"

#include <cmath>

#include "intel/programme/survival.hpp"

namespace noroshi::programme {
namespace {

// After Chao 1987: the logarithm of what is unseen is nearly normal, so that the interval begins
// above what was seen.
Population with_interval(double seen, double unseen, double variance) {
  Population result{.seen = seen, .unseen = unseen, .error = std::sqrt(variance)};
  const double spread =
      unseen > 0 ? std::exp(kNormal95 * std::sqrt(std::log1p(variance / (unseen * unseen)))) : 1;
  result.low = seen + unseen / spread;
  result.high = seen + unseen * spread;
  return result;
}

}  // namespace

Population chapman(std::uint64_t first, std::uint64_t second, std::uint64_t both) {
  const auto n1 = static_cast<double>(first);
  const auto n2 = static_cast<double>(second);
  const auto m = static_cast<double>(both);
  const double seen = n1 + n2 - m;
  const double whole = (n1 + 1) * (n2 + 1) / (m + 1) - 1;
  const double variance =
      (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) * (m + 1) * (m + 2));  // Seber 1970
  return with_interval(seen, whole - seen, variance);
}

std::optional<Population> chao(std::uint64_t seen, std::uint64_t once, std::uint64_t twice) {
  if (twice == 0) return std::nullopt;
  const auto f2 = static_cast<double>(twice);
  const double ratio = static_cast<double>(once) / f2;
  const double variance = f2 * (ratio * ratio / 2 + std::pow(ratio, 3) + std::pow(ratio, 4) / 4);
  return with_interval(static_cast<double>(seen), f2 * ratio * ratio / 2, variance);
}

// The variance is the delta method's on x_i and f2 as Poisson counts, and that of the population
// itself; for many equal lists it is Chao's.
Population lower_bound(std::uint64_t seen, std::span<const std::uint64_t> alone,
                       std::uint64_t twice) {
  double once = 0;
  double squares = 0;
  for (const std::uint64_t one : alone) {
    once += static_cast<double>(one);
    squares += static_cast<double>(one) * static_cast<double>(one);
  }
  const double pairs = (once * once - squares) / 2;  // Σ_{i<j} x_i·x_j
  const double f2 = static_cast<double>(twice);
  const double unseen = pairs / (f2 + 1);
  double variance = unseen + pairs * pairs * f2 / std::pow(f2 + 1, 4);
  for (const std::uint64_t one : alone) {
    const auto x = static_cast<double>(one);
    variance += std::pow((once - x) / (f2 + 1), 2) * x;
  }
  return with_interval(static_cast<double>(seen), unseen, variance);
}

}  // namespace noroshi::programme
