// The beat of calls of which few were seen: one of a hundred, or of a thousand.
//
// What is left of a timer then is the phase.  Two sightings of a client lie a whole number m of
// periods apart, give or take the jitter of m turns, σ√m; without a timer every phase is as likely.
// So an interval Δ gains, by its phase φ = Δ/T − m,
//
//   ln(0.9 · w(φ) + 0.1),   w: normal density with deviation σ√m, wrapped around one turn.
//
// Only intervals short enough to have kept their phase (σ√m < kDrift) count; others gain nothing,
// and one shorter than half a period loses as an outlier.  No rate enters, so bursts and nights do
// not matter, and without a timer the expected gain is negative whatever the period.  One client
// with eight sightings shows nothing; twenty of them do, because what is counted are the few
// intervals of all of them that are short.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>

#include "detect/c2/schedule.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kShortestPeriod = 1.5;                 // seconds; kBurst hides anything shorter
constexpr std::array kJitters{0.01, 0.03, 0.06, 0.12};  // σ as a share of T
constexpr double kOutlierShare = 0.1;
constexpr double kNarrow = 0.15;       // of a turn: a bell that the neighbouring turns do not reach
constexpr double kFar = 4.5;           // deviations
constexpr double kDrift = 0.4;         // of a turn
constexpr double kGridStep = 0.01;     // neighbouring periods differ by 1 %
constexpr double kFineStep = 0.001;    // around the best of them
constexpr std::size_t kFineSteps = 8;  // to either side
constexpr std::size_t kMostIntervals = 600;
constexpr double kLeastPerClient = -2.0;  // what a client with other habits can cost
constexpr double kClearlyNot = -1.0;
constexpr double kShortShare = 0.1;  // of the intervals that may be shorter than the period

struct Interval {
  double seconds = 0;
  std::uint32_t client = 0;
};

// The shortest intervals of all clients, ascending; clients numbered from 0.
struct Pool {
  std::vector<Interval> intervals;
  std::size_t clients = 0;
};

Pool pool_of(std::span<const std::vector<base::Micros>> clients) {
  Pool pool;
  for (std::uint32_t client = 0; client < clients.size(); ++client) {
    const auto& starts = clients[client];
    for (std::size_t i = 1; i < starts.size(); ++i) {
      pool.intervals.push_back({base::seconds(starts[i] - starts[i - 1]), client});
    }
  }
  const auto shorter = [](const Interval& a, const Interval& b) {
    return std::tie(a.seconds, a.client) < std::tie(b.seconds, b.client);
  };
  if (pool.intervals.size() > kMostIntervals) {
    std::ranges::nth_element(pool.intervals, pool.intervals.begin() + kMostIntervals, shorter);
    pool.intervals.resize(kMostIntervals);
  }
  std::ranges::sort(pool.intervals, shorter);
  std::vector<std::uint32_t> numbers(clients.size(), 0);  // 1 … by first interval
  for (Interval& interval : pool.intervals) {
    std::uint32_t& number = numbers[interval.client];
    if (number == 0) number = static_cast<std::uint32_t>(++pool.clients);
    interval.client = number - 1;
  }
  return pool;
}

// w(φ): the two nearest turns are enough while σ√m < kDrift.
double wrapped(double phase, double deviation) {
  const double scale = -0.5 / (deviation * deviation);
  const auto bell = [&](double off) { return std::exp(scale * off * off); };
  double sum = bell(phase);
  if (deviation > kNarrow) sum += bell(1.0 - std::abs(phase));
  return sum / (deviation * std::sqrt(2.0 * std::numbers::pi));
}

// e to the gain of an interval.
double factor(double turns, double jitter) {
  const double m = std::floor(turns + 0.5);
  const double phase = turns - m;
  const double variance = jitter * jitter * m;
  // Far from the beat, as most intervals at most periods: no exp.
  const bool far = variance <= kNarrow * kNarrow && phase * phase > kFar * kFar * variance;
  if (m < 1.0 || far) return kOutlierShare;
  return (1.0 - kOutlierShare) * wrapped(phase, std::sqrt(variance)) + kOutlierShare;
}

// What a client's intervals gain together, kept as a product: one logarithm a client, not one an
// interval, and still within what a double holds.
class Gain {
 public:
  void add(double factor) {
    product_ *= factor;
    if (product_ < 1e-200 || product_ > 1e200) {
      logarithm_ += std::log(product_);
      product_ = 1;
    }
  }
  [[nodiscard]] double value() const {
    return product_ == 1 ? logarithm_ : logarithm_ + std::log(product_);
  }

 private:
  double product_ = 1;
  double logarithm_ = 0;
};

// Each client's gain into `gains`; how many intervals counted.
std::size_t gains_of(const Pool& pool, double period, double jitter, std::vector<Gain>& gains) {
  gains.assign(pool.clients, Gain{});
  const double most = (kDrift / jitter) * (kDrift / jitter);
  const double turns_a_second = 1.0 / period;
  std::size_t counted = 0;
  for (const Interval& interval : pool.intervals) {
    const double turns = interval.seconds * turns_a_second;
    if (turns > most) break;
    gains[interval.client].add(factor(turns, jitter));
    ++counted;
  }
  return counted;
}

double total(const std::vector<Gain>& gains) {
  double sum = 0;
  for (const Gain& one : gains) sum += std::max(one.value(), kLeastPerClient);
  return sum;
}

double longest_period(const Pool& pool) {
  const auto place =
      static_cast<std::size_t>(kShortShare * static_cast<double>(pool.intervals.size()));
  return 1.2 * pool.intervals[place].seconds;
}

void describe(const Pool& pool, std::vector<Gain>& gains, Schedule& schedule) {
  schedule.intervals = gains_of(pool, schedule.period, schedule.jitter, gains);
  schedule.of_clients = pool.clients;
  schedule.clients = static_cast<std::size_t>(
      std::ranges::count_if(gains, [](const Gain& one) { return one.value() > 0; }));
  schedule.against = static_cast<std::size_t>(
      std::ranges::count_if(gains, [](const Gain& one) { return one.value() < kClearlyNot; }));
  double turns = 0;
  double fitting = 0;
  for (std::size_t i = 0; i < schedule.intervals; ++i) {
    const double one = pool.intervals[i].seconds / schedule.period;
    turns += std::max(1.0, std::floor(one + 0.5));
    fitting += 1.0 - kOutlierShare / factor(one, schedule.jitter);
  }
  schedule.missed = 1.0 - static_cast<double>(schedule.intervals) / turns;
  schedule.on_schedule = fitting / static_cast<double>(schedule.intervals);
}

}  // namespace

std::optional<Schedule> best_by_phase(std::span<const std::vector<base::Micros>> clients) {
  const Pool pool = pool_of(clients);
  if (pool.intervals.size() < 3) return std::nullopt;
  const double range = std::log(std::max(1.0, longest_period(pool) / kShortestPeriod));
  const auto cells = static_cast<std::size_t>(range / kGridStep);
  const double price = std::log(static_cast<double>(std::max<std::size_t>(cells, 1)) *
                                static_cast<double>(kJitters.size()));
  std::vector<Gain> gains;
  Schedule best;
  const auto attempt = [&](double period, double jitter) {
    gains_of(pool, period, jitter, gains);
    const double likelihood = total(gains) - price;
    if (likelihood > best.likelihood) {
      best = {.period = period, .jitter = jitter, .likelihood = likelihood};
    }
  };
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double period = kShortestPeriod * std::exp(kGridStep * static_cast<double>(cell));
    for (const double jitter : kJitters) attempt(period, jitter);
  }
  if (best.likelihood <= 0) return std::nullopt;
  const Schedule coarse = best;
  for (std::size_t step = 0; step <= 2 * kFineSteps; ++step) {
    const double off = static_cast<double>(step) - static_cast<double>(kFineSteps);
    for (const double jitter : kJitters) attempt(coarse.period * (1.0 + kFineStep * off), jitter);
  }
  describe(pool, gains, best);
  return best;
}

}  // namespace noroshi::c2
