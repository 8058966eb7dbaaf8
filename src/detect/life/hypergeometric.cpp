#include "detect/life/hypergeometric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace noroshi::life {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr double kLogTwo = 0.69314718055994531;
constexpr double kNegligible = -40;  // e^−40 of what is summed up already

// std::lgamma writes a global sign; this one does not.
double log_gamma(double value) {
  int sign = 0;
  return ::lgamma_r(value, &sign);
}

double log_choose(std::uint64_t n, std::uint64_t k) {
  return log_gamma(static_cast<double>(n) + 1) - log_gamma(static_cast<double>(k) + 1) -
         log_gamma(static_cast<double>(n - k) + 1);
}

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

}  // namespace

double log_shared_by_chance(std::uint64_t population, std::uint64_t marked, std::uint64_t drawn,
                            std::uint64_t at_least) {
  population = std::max({population, marked, drawn});
  const std::uint64_t most = std::min(marked, drawn);
  const std::uint64_t outside = population - marked;
  const std::uint64_t least = drawn > outside ? drawn - outside : 0;
  if (at_least <= least) return 0;
  if (at_least > most) return kNever;
  const double all = log_choose(population, drawn);
  double sum = kNever;
  double previous = kNever;
  for (std::uint64_t shared = at_least; shared <= most; ++shared) {
    const double term = log_choose(marked, shared) + log_choose(outside, drawn - shared) - all;
    sum = log_add(sum, term);
    if (term < previous && term < sum + kNegligible) break;  // beyond the mode they only shrink
    previous = term;
  }
  return std::min(sum, 0.0);
}

double log_heads_by_chance(std::uint64_t n, std::uint64_t at_least) {
  if (at_least == 0) return 0;
  double sum = kNever;
  for (std::uint64_t heads = at_least; heads <= n; ++heads) {
    sum = log_add(sum, log_choose(n, heads) - static_cast<double>(n) * kLogTwo);
  }
  return std::min(sum, 0.0);
}

}  // namespace noroshi::life
