#include "detect/scan/surge.hpp"

#include <algorithm>
#include <array>

#include "base/logarithm.hpp"
#include "detect/scan/fortnight.hpp"
#include "detect/scan/novelty.hpp"

namespace noroshi::scan {
namespace {

using base::kDay;
using base::kHour;
using base::Micros;

constexpr std::size_t kLag = 24;         // hours before the day that its baseline does not use
constexpr std::size_t kLeastHeard = 48;  // hours of baseline without which nothing is judged
constexpr double kCommonHosts = 5;       // in each hour of the day: what the rhythm of all weighs
constexpr Micros kRest = 2 * kDay;       // of a service that was named: its new level's two days
constexpr std::array<std::size_t, 7> kWindows{1, 2, 4, 8, 16, 32, 48};

// Deviance of a negative binomial with mean m and variance m + v m² at x ≥ m, in orders of
// magnitude: how much better its own mean explains x.
double deviance_orders(double x, double m, double v) {
  if (x <= m) return 0;
  const double r = 1 / v;
  const double nats = x * base::ln(x / m) - (x + r) * base::ln((x + r) / (m + r));
  return nats / base::ln(10);
}

// One service against its own past.
class Judgement {
 public:
  Judgement(const Fortnight& fortnight, const ServiceSeries& series, bool risen)
      : fortnight_(fortnight), series_(series), from_(fortnight.today() - kLag) {
    level_ = fortnight.level(series, 0, from_);
    learn_rhythm();
    // Where it was named before, its new level counts, learnt from the two days before.
    const std::size_t recent = from_ > 48 ? from_ - 48 : 0;
    if (risen) level_ = std::max(level_, fortnight.level(series, recent, fortnight.today()));
  }

  /// The window with the highest score among those that end within the day.
  Surge best(const DayInput& input) const {
    Surge best;
    for (std::size_t end = fortnight_.today() + 1; end <= fortnight_.size(); ++end) {
      for (const std::size_t window : kWindows) {
        if (end < from_ + window) break;
        try_window(end - window, end, input, best);
      }
    }
    return best;
  }

 private:
  // Machines that keep office hours, or live far to the east, give a port hours of its own: by the
  // rhythm of all, its busy hours would alarm and its quiet ones would hide a rise.
  void learn_rhythm() {
    std::array<double, 24> hosts{};
    std::array<double, 24> promised{};
    for (std::size_t hour = 0; hour < from_; ++hour) {
      const double usual = fortnight_.weight(hour);
      if (usual == 0) continue;
      const double trust = Fortnight::memory(hour, from_);
      hosts[fortnight_.slot(hour)] += trust * series_.hosts[hour];
      promised[fortnight_.slot(hour)] += trust * usual * level_;
    }
    for (std::size_t slot = 0; slot < 24; ++slot) {
      own_[slot] = (hosts[slot] + kCommonHosts) / (promised[slot] + kCommonHosts);
    }
  }

  [[nodiscard]] double weight(std::size_t hour) const {
    return fortnight_.weight(hour) * own_[fortnight_.slot(hour)];
  }

  void try_window(std::size_t begin, std::size_t end, const DayInput& input, Surge& best) const {
    double hosts = 0;
    double weights = 0;
    for (std::size_t hour = begin; hour < end; ++hour) {
      const double promise = weight(hour);
      if (promise == 0) continue;
      hosts += series_.hosts[hour];
      weights += promise;
    }
    const double promised = level_ * weights;
    if (hosts <= promised || weights == 0) return;
    const double score = deviance_orders(hosts, promised, fortnight_.wander());
    if (score <= best.score) return;
    best.score = score;
    best.hosts_before = level_;
    best.hosts_now = hosts / weights;
    const auto hour = static_cast<Micros>(onset(end, best.hosts_now));
    best.at = input.begin + (hour - static_cast<Micros>(fortnight_.today())) * kHour;
  }

  // The hour from which the new level explains the hosts until `end` best (Poisson).
  [[nodiscard]] std::size_t onset(std::size_t end, double now) const {
    const double gain = base::ln(now / level_);
    double sum = 0;
    double best = 0;
    std::size_t onset = end - 1;
    for (std::size_t hour = end; hour-- > from_;) {
      sum += series_.hosts[hour] * gain - weight(hour) * (now - level_);
      if (sum <= best) continue;
      best = sum;
      onset = hour;
    }
    return onset;
  }

  const Fortnight& fortnight_;
  const ServiceSeries& series_;
  std::size_t from_;
  double level_ = 0;
  std::array<double, 24> own_{};  ///< of the day's hours, beside the rhythm of all services
};

// All services of the day that reach the floor, highest first.
std::vector<Surge> candidates(const DayInput& input, const Fortnight& fortnight) {
  std::vector<Surge> found;
  if (fortnight.today() < kLag) return found;
  if (fortnight.heard_between(0, fortnight.today() - kLag) < kLeastHeard) return found;
  for (const auto& [service, series] : fortnight.series()) {
    const bool resting = series.surged != 0 && input.begin - series.surged < kRest;
    if (resting) continue;
    Surge surge = Judgement(fortnight, series, series.surged != 0).best(input);
    if (surge.score < kSurgeFloor) continue;
    surge.service = service_of(service);
    found.push_back(surge);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Surge& a, const Surge& b) { return a.score > b.score; });
  return found;
}

}  // namespace

Surges find_surges(const DayInput& input, std::span<const net::Address> apart,
                   const History& before, const Settings& settings) {
  Surges out;
  Fortnight fortnight(input, apart, before);
  out.surges = candidates(input, fortnight);
  if (out.surges.size() > settings.alarms_a_day) {
    out.threshold = out.surges[settings.alarms_a_day].score;
    out.surges.resize(settings.alarms_a_day);
  }
  for (const Surge& surge : out.surges) fortnight.mark(key_of(surge.service), surge.at);
  auto kept = std::move(fortnight).keep();
  out.series = std::move(kept.series);
  out.heard = std::move(kept.heard);
  return out;
}

}  // namespace noroshi::scan
