// What chance does: the same clients, without a beat.
//
// Each interval is stretched or shrunk by up to a factor of two, at random.  So every client keeps
// how often it calls, its bursts and its nights; only what a timer would keep is lost.  The search
// for the best period is repeated on such draws, and the likelihood that was found is held against
// theirs.  Draws stop as soon as a few reach it (Besag and Clifford, "Sequential Monte Carlo
// p-values", 1991).  Where none does, the tail of a Gumbel distribution with their mean and spread
// goes on where counting ends; the best of many periods is a maximum, and maxima follow it.
//
// The draws come from the starts themselves, so the same calls give the same answer anywhere.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "detect/c2/schedule.hpp"
#include "net/address.hpp"

namespace noroshi::c2 {
namespace {

using Starts = std::vector<base::Micros>;

// Log-likelihood ratio from which on draws are made, and how much more for each interval: a timer
// gains by every call, and with hundreds of them draws are dear.  Less never speaks.
constexpr double kWorthAsking = 3.0;
constexpr double kWorthAnInterval = 1.0 / 60;
constexpr double kBeyondDoubt = 20.0;  // e⁻²⁰: no draw will reach it
constexpr std::size_t kDraws = 16;
constexpr std::size_t kFirstDraws = 6;  // after them, the plain cases are plain
constexpr double kLikely = 0.05;
constexpr double kHardly = 1e-6;
constexpr std::size_t kEnough = 4;    // draws that reached it: chance does that
constexpr double kLeastSpread = 1.0;  // of the tail; a likelihood ratio's is at least e⁻ˣ

// What best_schedule can hear of: 600 intervals, 128 of one client.
constexpr std::size_t kMostCallers = 600;
constexpr std::size_t kMostStarts = 129;
constexpr double kLongest = 4e13;  // µs, a year: so that no sum of intervals overflows

// splitmix64 (Steele, Lea and Flood 2014)
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  double unit() {
    state_ += 0x9E37'79B9'7F4A'7C15;
    return static_cast<double>(net::mix(state_) >> 11) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_;
};

std::uint64_t seed_of(std::span<const Starts> clients) {
  std::uint64_t seed = clients.size();
  for (const Starts& starts : clients) {
    seed += net::mix(static_cast<std::uint64_t>(starts.front()) ^ starts.size());
  }
  return seed;
}

// The intervals that `starts` shows, each out of step.
Starts smeared(const Starts& starts, Dice& dice) {
  Starts drawn{starts.front()};
  for (std::size_t i = 1; i < starts.size(); ++i) {
    const auto interval = static_cast<double>(starts[i] - starts[i - 1]);
    const double stretched = interval * std::exp2(2.0 * dice.unit() - 1.0);
    drawn.push_back(drawn.back() +
                    std::max(kBurst, static_cast<base::Micros>(std::min(stretched, kLongest))));
  }
  return drawn;
}

// Those that best_schedule hears, and no more of each than it hears.
std::vector<Starts> heard(std::span<const Starts> clients) {
  std::vector<const Starts*> order;
  for (const Starts& starts : clients) {
    if (starts.size() >= 2) order.push_back(&starts);
  }
  std::ranges::stable_sort(order, std::greater{}, [](const Starts* one) { return one->size(); });
  order.resize(std::min(order.size(), kMostCallers));
  std::vector<Starts> callers;
  for (const Starts* one : order) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(one->size(), kMostStarts));
    callers.emplace_back(one->begin(), one->begin() + count);
  }
  return callers;
}

double tail(double likelihood, std::span<const double> draws) {
  double sum = 0;
  double squares = 0;
  for (const double one : draws) {
    sum += one;
    squares += one * one;
  }
  const auto n = static_cast<double>(draws.size());
  const double mean = sum / n;
  const double deviation = std::sqrt(std::max(0.0, squares / n - mean * mean));
  const double spread = std::max(kLeastSpread, deviation * std::sqrt(6.0) / std::numbers::pi);
  const double mode = mean - std::numbers::egamma * spread;
  return -std::expm1(-std::exp(-(likelihood - mode) / spread));
}

}  // namespace

double Schedule::certainty() const {
  return std::clamp((-std::log10(std::max(chance, 1e-9)) - 1.0) / 3.0, 0.0, 1.0);
}

double chance_of(const Schedule& schedule, std::span<const Starts> clients, Watching watching) {
  if (schedule.likelihood >= kBeyondDoubt) return std::exp(-schedule.likelihood);
  const auto intervals = static_cast<double>(schedule.intervals);
  if (schedule.likelihood < kWorthAsking + kWorthAnInterval * intervals) return 1.0;
  const std::vector<Starts> callers = heard(clients);
  Dice dice(seed_of(callers));
  std::vector<double> draws;
  std::size_t reached = 0;
  while (draws.size() < kDraws && reached < kEnough) {
    std::vector<Starts> drawn;
    for (const Starts& starts : callers) drawn.push_back(smeared(starts, dice));
    const auto best = best_schedule(drawn, watching);
    draws.push_back(best ? best->likelihood : 0.0);
    if (draws.back() >= schedule.likelihood) ++reached;
    if (draws.size() != kFirstDraws || reached > 0) continue;
    const double first_look = tail(schedule.likelihood, draws);
    if (first_look > kLikely || first_look < kHardly) return first_look;
  }
  const double counted = static_cast<double>(reached) / static_cast<double>(draws.size());
  return reached > 0 ? counted : tail(schedule.likelihood, draws);
}

std::optional<Schedule> find_schedule(std::span<const Starts> clients, Watching watching) {
  auto schedule = best_schedule(clients, watching);
  if (schedule) schedule->chance = chance_of(*schedule, clients, watching);
  return schedule;
}

}  // namespace noroshi::c2
