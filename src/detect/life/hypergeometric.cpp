#include "detect/life/hypergeometric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/chance.hpp"

namespace noroshi::life {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

double log_add(double a, double b) {
  if (a < b) std::swap(a, b);
  return b == kNever ? a : a + std::log1p(std::exp(b - a));
}

}  // namespace

double log_shared_by_chance(std::uint64_t population, std::uint64_t marked, std::uint64_t drawn,
                            std::uint64_t at_least) {
  population = std::max({population, marked, drawn});
  return -std::numbers::ln10 * base::tail_orders(population, marked, drawn, at_least);
}

double log_heads_by_chance(std::uint64_t n, std::uint64_t at_least) {
  if (at_least == 0) return 0;
  double sum = kNever;
  for (std::uint64_t heads = at_least; heads <= n; ++heads) {
    const double choose =
        base::log_factorial(n) - base::log_factorial(heads) - base::log_factorial(n - heads);
    sum = log_add(sum, choose - static_cast<double>(n) * std::numbers::ln2);
  }
  return std::min(sum, 0.0);
}

}  // namespace noroshi::life
