#include "detect/c2/schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace noroshi::c2 {
namespace {

constexpr double kShortestPeriod = 1.5;           // seconds; kBurst hides anything shorter
constexpr double kGridStep = 0.02;                // neighbouring periods differ by 2 %
constexpr std::array kJitters{0.01, 0.04, 0.12};  // σ as a share of T: timer, busy timer, jitter
constexpr double kOutlierShare = 0.1;             // intervals that follow no schedule
constexpr double kOutlierGain = -2.302585092994046;  // ln kOutlierShare
constexpr double kLeastDensity = 1e-12;
constexpr double kLeastSeen = 1.0 / 2000;
constexpr double kMostSeen = 0.95;
constexpr double kLeastPerClient = -2.0;     // what a client with other habits can cost
constexpr std::size_t kMostIntervals = 600;  // of one server
constexpr std::size_t kMostPerClient = 128;
constexpr std::size_t kLeastOfEach = 12;  // intervals that show a client's habit
constexpr double kClockError = 0.005;     // seconds: network and metering
constexpr double kClearlyNot = -1.0;      // log-likelihood ratio of a client with other habits

// One client's intervals in seconds, and its likelihood without a schedule.
struct Rhythm {
  std::vector<double> intervals;
  double rate = 0;           // λ, visits a second
  std::vector<double> null;  // f0 of each interval, under the better rival
};

double log_uniform_density(double interval, double longest) {
  return 1.0 / (std::max(interval, 0.5) * std::log(2.0 * std::max(longest, 2.0)));
}

Rhythm rhythm_of(std::span<const base::Micros> starts, std::size_t most) {
  Rhythm rhythm;
  const std::size_t count = std::min(starts.size() - 1, most);
  double longest = 0;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double interval = base::seconds(starts[i + 1] - starts[i]);
    rhythm.intervals.push_back(interval);
    longest = std::max(longest, interval);
    sum += interval;
  }
  rhythm.rate = static_cast<double>(count) / sum;
  double exponential = 0;
  double log_uniform = 0;
  for (const double interval : rhythm.intervals) {
    exponential += std::log(rhythm.rate) - rhythm.rate * interval;
    log_uniform += std::log(log_uniform_density(interval, longest));
  }
  for (const double interval : rhythm.intervals) {
    const double density = exponential > log_uniform
                               ? rhythm.rate * std::exp(-rhythm.rate * interval)
                               : log_uniform_density(interval, longest);
    rhythm.null.push_back(std::max(density, kLeastDensity));
  }
  return rhythm;
}

double seen_share(const Rhythm& rhythm, double period) {
  return std::clamp(rhythm.rate * period, kLeastSeen, kMostSeen);
}

// Σ_m p(1−p)^(m−1) N(Δ; mT, m(σT)²) as a function of Δ, over the few m that lie near Δ/T.
class Comb {
 public:
  Comb(double period, double jitter, double seen)
      : period_(period),
        sigma_(std::hypot(jitter * period, kClockError)),
        scale_(seen / (sigma_ * std::sqrt(2.0 * std::numbers::pi))),
        log_missed_(std::log1p(-seen)) {}

  [[nodiscard]] double density(double interval) const {
    const double nearest = std::max(1.0, std::floor(interval / period_ + 0.5));
    const double reach = std::ceil(3.0 * sigma_ * std::sqrt(nearest) / period_);
    double sum = 0;
    for (double m = std::max(1.0, nearest - reach); m <= nearest + reach; ++m) {
      const double off = interval - m * period_;
      const double squares = off * off / (m * sigma_ * sigma_);
      if (squares > kFar * kFar) continue;
      sum += std::exp((m - 1.0) * log_missed_ - 0.5 * squares) / std::sqrt(m);
    }
    return scale_ * sum;
  }

 private:
  static constexpr double kFar = 5.0;  // standard deviations

  double period_;
  double sigma_;
  double scale_;
  double log_missed_;
};

// ln f(Δ) − ln f0(Δ)
double gain(double comb, double null) {
  return std::log((1.0 - kOutlierShare) * comb / null + kOutlierShare);
}

double client_likelihood(const Rhythm& rhythm, double period, double jitter) {
  const Comb comb(period, jitter, seen_share(rhythm, period));
  double sum = 0;
  for (std::size_t i = 0; i < rhythm.intervals.size(); ++i) {
    const double density = comb.density(rhythm.intervals[i]);
    sum += density > 0 ? gain(density, rhythm.null[i]) : kOutlierGain;
  }
  return sum;
}

double total_likelihood(std::span<const Rhythm> rhythms, double period, double jitter) {
  double sum = 0;
  for (const Rhythm& rhythm : rhythms) {
    sum += std::max(client_likelihood(rhythm, period, jitter), kLeastPerClient);
  }
  return sum;
}

// The clients with the most visits, down to kMostIntervals intervals in all; ties by place.
std::vector<Rhythm> rhythms_of(std::span<const std::vector<base::Micros>> clients) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (clients[i].size() >= 3) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return clients[i].size(); });
  std::vector<Rhythm> rhythms;
  if (order.empty()) return rhythms;
  const std::size_t most = std::clamp(kMostIntervals / order.size(), kLeastOfEach, kMostPerClient);
  std::size_t intervals = 0;
  for (const std::size_t i : order) {
    if (intervals >= kMostIntervals) break;
    rhythms.push_back(rhythm_of(clients[i], most));
    intervals += rhythms.back().intervals.size();
  }
  return rhythms;
}

std::size_t cell_of(double interval) {
  return static_cast<std::size_t>(std::log(std::max(interval / kShortestPeriod, 1.0)) / kGridStep);
}

double period_of(std::size_t cell) {
  return kShortestPeriod * std::exp((static_cast<double>(cell) + 0.5) * kGridStep);
}

// Periods worth trying: where intervals gather, and, where calls were missed, the halves and
// thirds of such places.  A period that no interval lies near cannot be the answer unless most
// calls go unseen; then every period is worth trying.
std::vector<std::size_t> candidates(std::span<const Rhythm> rhythms) {
  double longest = 0;
  std::vector<double> all;
  for (const Rhythm& rhythm : rhythms) {
    double span = 0;
    for (const double interval : rhythm.intervals) span += interval;
    longest = std::max(longest, span / 2.0);
    all.insert(all.end(), rhythm.intervals.begin(), rhythm.intervals.end());
  }
  const std::size_t cells = cell_of(longest) + 1;
  std::vector<double> weight(cells, 0.0);
  for (const double interval : all) {
    for (const double divisor : {1.0, 2.0, 3.0}) {
      const std::size_t cell = cell_of(interval / divisor);
      if (interval / divisor >= kShortestPeriod && cell < cells) weight[cell] += 1.0 / divisor;
    }
  }
  std::vector<double> smooth(cells, 0.0);  // over ±6 %
  for (std::size_t cell = 0; cell < cells; ++cell) {
    for (std::size_t near = cell < 3 ? 0 : cell - 3; near < std::min(cells, cell + 4); ++near) {
      smooth[cell] += weight[near];
    }
  }
  constexpr std::size_t kMostCandidates = 60;
  std::vector<std::size_t> order(cells);
  for (std::size_t cell = 0; cell < cells; ++cell) order[cell] = cell;
  const double enough = std::max(2.0, 0.05 * static_cast<double>(all.size()));
  std::erase_if(order, [&](std::size_t cell) { return smooth[cell] < enough; });
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t cell) { return smooth[cell]; });
  order.resize(std::min(order.size(), kMostCandidates));
  return order;
}

// Moves the period to the mean of the intervals that fit it, which is finer than the grid.
double refined(std::span<const Rhythm> rhythms, double period, double jitter) {
  double sum = 0;
  double periods = 0;
  for (const Rhythm& rhythm : rhythms) {
    for (const double interval : rhythm.intervals) {
      const double m = std::max(1.0, std::round(interval / period));
      const double tolerance = std::max(2.0 * jitter, 1.5 * kGridStep) * period * std::sqrt(m);
      if (m > 3.0 || std::abs(interval - m * period) > tolerance) continue;
      sum += interval;
      periods += m;
    }
  }
  return periods > 0 ? sum / periods : period;
}

void describe_fit(std::span<const Rhythm> rhythms, Schedule& schedule) {
  double fitting = 0;
  double seen = 0;
  for (const Rhythm& rhythm : rhythms) {
    const double share = seen_share(rhythm, schedule.period);
    const Comb comb(schedule.period, schedule.jitter, share);
    seen += share;
    const double likelihood = client_likelihood(rhythm, schedule.period, schedule.jitter);
    if (likelihood > 0) ++schedule.clients;
    if (likelihood < kClearlyNot) ++schedule.against;
    schedule.intervals += rhythm.intervals.size();
    for (std::size_t i = 0; i < rhythm.intervals.size(); ++i) {
      const double on = (1.0 - kOutlierShare) * comb.density(rhythm.intervals[i]);
      fitting += on / (on + kOutlierShare * rhythm.null[i]);
    }
  }
  schedule.of_clients = rhythms.size();
  schedule.missed = 1.0 - seen / static_cast<double>(rhythms.size());
  schedule.on_schedule = fitting / static_cast<double>(schedule.intervals);
}

// Active and idle timeouts of common exporters, seconds, and the pane of a store (300).
bool is_timeout(double interval) {
  constexpr std::array kTimeouts{15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0};
  return std::ranges::any_of(kTimeouts, [&](double timeout) {
    return std::abs(interval - timeout) <= kGridStep * timeout;
  });
}

// Whether `next` is but the next piece of `contact`.
bool is_cut(const Contact& contact, const Contact& next) {
  const base::Micros interval = next.start - contact.start;
  const base::Micros pause = next.start - contact.end;
  return !next.opens && pause >= 0 && pause <= interval / 20 && is_timeout(base::seconds(interval));
}

}  // namespace

std::vector<base::Micros> visits(ClientContacts contacts) {
  std::vector<base::Micros> starts;
  const Contact* previous = nullptr;
  for (const Contact& contact : contacts) {
    const bool same = previous != nullptr &&
                      (contact.start - previous->start <= kBurst || is_cut(*previous, contact));
    if (!same) starts.push_back(contact.start);
    previous = &contact;
  }
  return starts;
}

std::optional<Schedule> best_schedule(std::span<const std::vector<base::Micros>> clients,
                                      Watching watching) {
  if (watching.sampled) return best_by_phase(clients);
  const std::vector<Rhythm> rhythms = rhythms_of(clients);
  const std::vector<std::size_t> cells = candidates(rhythms);
  std::size_t intervals = 0;
  for (const Rhythm& rhythm : rhythms) intervals += rhythm.intervals.size();
  if (intervals < 3 || cells.empty()) return std::nullopt;
  const double price = std::log(static_cast<double>(cells.size() * kJitters.size()));
  Schedule best;
  for (const std::size_t cell : cells) {
    for (const double jitter : kJitters) {
      const double period = refined(rhythms, period_of(cell), jitter);
      const double likelihood = total_likelihood(rhythms, period, jitter) - price;
      if (likelihood > best.likelihood) {
        best = {.period = period, .jitter = jitter, .likelihood = likelihood};
      }
    }
  }
  if (best.likelihood <= 0) return std::nullopt;
  describe_fit(rhythms, best);
  return best;
}

}  // namespace noroshi::c2
