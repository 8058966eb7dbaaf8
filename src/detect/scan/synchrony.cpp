#include "detect/scan/synchrony.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace noroshi::scan {
namespace {

constexpr std::uint32_t kFewest = 5;
constexpr double kForAReason = 0.75;  // of the members found; the rest is there by chance

// Steps at either edge of what was watched whose begins, or ends, are those of the watch.
constexpr std::size_t kEdge = 6;

// A day, and a day late; what is farther from the first source is not of this world.
constexpr std::size_t kMostSteps = 2 * 288;

// Others that each end would have had if it were spread evenly: so that few others are not taken
// for proof that nobody else begins at that time.
constexpr double kEvenly = 10;

// Natural logarithm of Chernoff's bound on P(X ≥ k), X binomial(n, q).
double log_tail(double k, double n, double q) {
  const double share = k / n;
  if (share <= q) return 0;
  double divergence = share * std::log(share / q);
  if (share < 1) divergence += (1 - share) * std::log((1 - share) / (1 - q));
  return -n * divergence;
}

double of_window(const std::vector<std::uint32_t>& counts, std::size_t step) {
  return static_cast<double>(counts[step]) + static_cast<double>(counts[step + 1]);
}

double sum(const std::vector<std::uint32_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

}  // namespace

Rhythm::Rhythm(std::span<const Lifetime> everybody) {
  if (everybody.empty()) return;
  base::Micros end = everybody.front().last;
  begin_ = everybody.front().first;
  for (const Lifetime& one : everybody) {
    begin_ = std::min(begin_, one.first);
    end = std::max(end, one.last);
  }
  const double duration = static_cast<double>(end) - static_cast<double>(begin_);
  steps_ = static_cast<std::size_t>(
               std::min(duration / static_cast<double>(kStep), double{kMostSteps})) +
           1;
  begins_ = counts(everybody, &Lifetime::first);
  ends_ = counts(everybody, &Lifetime::last);
}

std::size_t Rhythm::step_of(base::Micros at) const {
  const double since = static_cast<double>(at) - static_cast<double>(begin_);
  const auto step = static_cast<std::size_t>(std::max(0.0, since / static_cast<double>(kStep)));
  return std::min(step, steps_ - 1);
}

std::vector<std::uint32_t> Rhythm::counts(std::span<const Lifetime> group,
                                          base::Micros Lifetime::*end) const {
  std::vector<std::uint32_t> counts(steps_);
  for (const Lifetime& one : group) ++counts[step_of(one.*end)];
  return counts;
}

// Wraps where a clock stood at the end of time.
base::Micros Rhythm::at_step(std::size_t step) const {
  return static_cast<base::Micros>(static_cast<std::uint64_t>(begin_) +
                                   step * static_cast<std::uint64_t>(kStep));
}

void Rhythm::look(std::span<const Lifetime> group, base::Micros Lifetime::*end,
                  const std::vector<std::uint32_t>& everybody,
                  std::optional<Together>& best) const {
  const auto own = counts(group, end);
  const auto n = static_cast<double>(group.size());
  const double others = sum(everybody) - n;
  const double windows = static_cast<double>(steps_ - 2 * kEdge);
  for (std::size_t step = kEdge; step + 1 < steps_ - kEdge; ++step) {
    const double k = of_window(own, step);
    if (k < kFewest) continue;
    const double q = (of_window(everybody, step) - k + kEvenly * 2 / static_cast<double>(steps_)) /
                     (others + kEvenly);
    if (q >= 1 || k - n * q < kForAReason * k) continue;
    const double chance = std::exp(std::min(0.0, log_tail(k, n, q) + std::log(2 * windows)));
    if (best && chance >= best->chance) continue;
    best = Together{.members = {}, .at = at_step(step), .chance = chance};
    for (std::uint32_t i = 0; i < group.size(); ++i) {
      const std::size_t at = step_of(group[i].*end);
      if (at == step || at == step + 1) best->members.push_back(i);
    }
  }
}

std::optional<Rhythm::Together> Rhythm::together(std::span<const Lifetime> group) const {
  std::optional<Together> best;
  if (group.size() < kFewest || steps_ < 2 * kEdge + 2) return best;
  look(group, &Lifetime::first, begins_, best);
  look(group, &Lifetime::last, ends_, best);
  return best;
}

}  // namespace noroshi::scan
