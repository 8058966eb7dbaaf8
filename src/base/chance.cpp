#include "base/chance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace noroshi::base {
namespace {

constexpr std::size_t kExact = 64;     // factorials by multiplication; beyond, Stirling
constexpr double kNegligible = 1e-17;  // of the sum so far

std::array<double, kExact> exact_log_factorials() {
  std::array<double, kExact> all{};
  for (std::size_t n = 2; n < kExact; ++n) all[n] = all[n - 1] + std::log(static_cast<double>(n));
  return all;
}

double log_choose(std::uint64_t n, std::uint64_t k) {
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

// P[X = i + 1] / P[X = i], 0 beyond the last.
struct Hypergeometric {
  double all;
  double marked;
  double draws;

  [[nodiscard]] double up(double i) const {
    return (marked - i) * (draws - i) / ((i + 1) * (all - marked - draws + i + 1));
  }
  [[nodiscard]] double mean() const { return marked * draws / all; }
};

// ln of the sum of a tail over its first term; `step` leads from one term to the next.
template <class Step>
double log_tail(std::uint64_t terms, Step step) {
  double term = 1;
  double sum = 1;
  for (std::uint64_t i = 1; i < terms && term > kNegligible * sum; ++i) {
    term *= step(i - 1);
    sum += term;
  }
  return std::log(sum);
}

}  // namespace

double log_factorial(std::uint64_t n) {
  static const std::array<double, kExact> kSmall = exact_log_factorials();
  if (n < kExact) return kSmall[n];
  // Stirling's series; its next term is below 10⁻¹² from n = 64 on.
  const auto x = static_cast<double>(n);
  const double inverse = 1 / x;
  const double square = inverse * inverse;
  return x * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi * x) +
         inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260));
}

double tail_orders(std::uint64_t all, std::uint64_t marked, std::uint64_t draws,
                   std::uint64_t seen) {
  marked = std::min(marked, all);
  draws = std::min(draws, all);
  const std::uint64_t most = std::min(marked, draws);
  const std::uint64_t least = marked + draws > all ? marked + draws - all : 0;
  if (seen <= least) return 0;
  if (seen > most) return std::numeric_limits<double>::infinity();
  const Hypergeometric law{static_cast<double>(all), static_cast<double>(marked),
                           static_cast<double>(draws)};
  const auto log_term = [&](std::uint64_t i) {
    return log_choose(marked, i) + log_choose(all - marked, draws - i) - log_choose(all, draws);
  };
  if (static_cast<double>(seen) > law.mean()) {
    const double log_sum = log_term(seen) + log_tail(most - seen + 1, [&](std::uint64_t i) {
                             return law.up(static_cast<double>(seen + i));
                           });
    return std::max(0.0, -log_sum / std::numbers::ln10);
  }
  // Likely: the sum of the rest is the shorter way, and no figure is lost to the subtraction.
  const std::uint64_t below = seen - 1;
  const double log_rest = log_term(below) + log_tail(below - least + 1, [&](std::uint64_t i) {
                            return 1 / law.up(static_cast<double>(below - i - 1));
                          });
  return std::max(
      0.0, -std::log10(std::max(1 - std::exp(log_rest), std::numeric_limits<double>::min())));
}

std::vector<double> discovery_orders(std::span<const double> orders, std::size_t tests) {
  std::vector<std::size_t> by_surprise(orders.size());
  std::iota(by_surprise.begin(), by_surprise.end(), std::size_t{0});
  std::ranges::sort(by_surprise, std::greater{}, [&](std::size_t i) { return orders[i]; });
  const auto all = static_cast<double>(std::max(tests, orders.size()));
  std::vector<double> discovery(orders.size());
  double best = 0;
  for (std::size_t rank = orders.size(); rank-- > 0;) {
    const std::size_t test = by_surprise[rank];
    best = std::max(best, orders[test] - std::log10(all / static_cast<double>(rank + 1)));
    discovery[test] = best;
  }
  return discovery;
}

}  // namespace noroshi::base
