#include "detect/scan/surge.hpp"

#include <algorithm>
#include <array>

#include "base/logarithm.hpp"
#include "detect/scan/hourly_hosts.hpp"
#include "detect/scan/novelty.hpp"

namespace noroshi::scan {
namespace {

using base::kDay;
using base::kHour;
using base::Micros;

constexpr std::size_t kLag = 24;         // hours before the day that its baseline does not use
constexpr std::size_t kLeastHeard = 48;  // hours of baseline without which nothing is judged
constexpr double kMemoryHours = 120;     // what is older counts for less
constexpr double kPriorHosts = 0.15;     // an hour, of a service of which nothing is known …
constexpr double kPriorHours = 24;       // … and how much that counts
constexpr double kLeastShare = 0.25;     // hours heard less than that say nothing
constexpr Micros kRest = 4 * kDay;       // of a service that was named
constexpr std::array<std::size_t, 7> kWindows{1, 2, 4, 8, 16, 32, 48};

// Deviance of a negative binomial with mean m and variance m + v m² at x ≥ m, in orders of
// magnitude: how much better its own mean explains x.
double deviance_orders(double x, double m, double v) {
  if (x <= m) return 0;
  const double r = 1 / v;
  const double nats = x * base::ln(x / m) - (x + r) * base::ln((x + r) / (m + r));
  return nats / base::ln(10);
}

// All series of the services, the day's hours at the end.
class Fortnight {
 public:
  Fortnight(const DayInput& input, std::span<const net::Address> apart, const History& before)
      : heard_(before.heard) {
    const Coverage coverage(input.begin, input.end, input.hours);
    today_ = coverage.hours();
    for (std::size_t hour = 0; hour < today_; ++hour) {
      heard_.push_back(static_cast<float>(coverage.share(hour)));
    }
    series_ = before.series;
    const auto hosts = hourly_hosts(input, today_, apart);
    for (const auto& [service, hours] : hosts) series_[service].hosts.resize(before.heard.size());
    for (auto& [service, series] : series_) append(series, hosts, service, before.heard.size());
    learn_rhythm();
    learn_wander();
  }

  [[nodiscard]] std::size_t size() const { return heard_.size(); }
  [[nodiscard]] std::size_t today() const { return size() - today_; }  ///< its first hour
  [[nodiscard]] double wander() const { return wander_; }
  [[nodiscard]] const std::map<std::uint32_t, ServiceSeries>& series() const { return series_; }

  /// Promise of an hour for a level of one; 0 where too little was heard.
  [[nodiscard]] double weight(std::size_t hour) const {
    const double share = heard_[hour];
    return share < kLeastShare ? 0 : share * rhythm_[(hour + 24 - today() % 24) % 24];
  }

  /// Hosts of a fully weighted hour, from hours [begin, end), the later ones counting more.
  [[nodiscard]] double level(const ServiceSeries& series, std::size_t begin,
                             std::size_t end) const {
    double hosts = kPriorHosts * kPriorHours;
    double weights = kPriorHours;
    for (std::size_t hour = begin; hour < end; ++hour) {
      const double trust = base::exp(-static_cast<double>(end - hour) / kMemoryHours);
      if (weight(hour) == 0) continue;
      hosts += trust * series.hosts[hour];
      weights += trust * weight(hour);
    }
    return hosts / weights;
  }

  [[nodiscard]] double heard_between(std::size_t begin, std::size_t end) const {
    double sum = 0;
    for (std::size_t hour = begin; hour < end; ++hour) sum += heard_[hour];
    return sum;
  }

  /// What tomorrow needs.
  void keep(Surges& out) && {
    const std::size_t drop = size() > kSeriesHours ? size() - kSeriesHours : 0;
    out.heard.assign(heard_.begin() + static_cast<std::ptrdiff_t>(drop), heard_.end());
    for (auto& [service, series] : series_) {
      auto& hosts = series.hosts;
      hosts.erase(hosts.begin(), hosts.begin() + static_cast<std::ptrdiff_t>(drop));
    }
    out.series = std::move(series_);
    bound(out.series);
  }

  void mark(std::uint32_t service, Micros at) { series_[service].surged = at; }

 private:
  // Older hours first: what a short series leaves out was zero.
  void append(ServiceSeries& series, const std::map<std::uint32_t, std::vector<float>>& today,
              std::uint32_t service, std::size_t before) const {
    auto& hosts = series.hosts;
    if (hosts.size() < before) hosts.insert(hosts.begin(), before - hosts.size(), 0.0F);
    const auto found = today.find(service);
    if (found == today.end()) {
      hosts.resize(before + today_);
    } else {
      hosts.insert(hosts.end(), found->second.begin(), found->second.end());
    }
  }

  // The day's rhythm, common to all services; flat until two days are known.
  void learn_rhythm() {
    rhythm_.fill(1);
    const std::size_t begin = today();
    if (begin < 48) return;
    std::array<double, 24> hosts{};
    std::array<double, 24> heard{};
    for (std::size_t hour = 0; hour < begin; ++hour) {
      if (heard_[hour] < kLeastShare) continue;
      const std::size_t slot = (hour + 24 - begin % 24) % 24;
      heard[slot] += heard_[hour];
      for (const auto& [service, series] : series_) hosts[slot] += series.hosts[hour];
    }
    double all_hosts = 0;
    double all_heard = 0;
    for (std::size_t slot = 0; slot < 24; ++slot) {
      all_hosts += hosts[slot];
      all_heard += heard[slot];
    }
    if (all_hosts == 0) return;
    for (std::size_t slot = 0; slot < 24; ++slot) {
      // An hour of the day that was never heard well is taken as an average one.
      const double mean = all_hosts / all_heard;
      rhythm_[slot] = (hosts[slot] + 2 * mean) / (heard[slot] + 2) / mean;
    }
  }

  // Relative variance of a service's days beyond chance: the median of busy services.
  void learn_wander() {
    std::vector<double> wanders;
    const std::size_t days = today() / 24;
    for (const auto& [service, series] : series_) {
      const double wander = wander_of(series, days);
      if (wander >= 0) wanders.push_back(wander);
    }
    if (wanders.size() < 5) return;
    const auto middle = wanders.begin() + static_cast<std::ptrdiff_t>(wanders.size() / 2);
    std::nth_element(wanders.begin(), middle, wanders.end());
    wander_ = std::clamp(*middle, 0.02, 0.3);
  }

  [[nodiscard]] double wander_of(const ServiceSeries& series, std::size_t days) const {
    const std::size_t offset = today() % 24;
    double excess = 0;
    double squares = 0;
    const double mean = level(series, 0, today());
    if (days < 3 || mean < 2) return -1;
    for (std::size_t day = 0; day < days; ++day) {
      double hosts = 0;
      double promised = 0;
      for (std::size_t hour = offset + day * 24; hour < offset + day * 24 + 24; ++hour) {
        if (weight(hour) == 0) continue;
        hosts += series.hosts[hour];
        promised += mean * weight(hour);
      }
      excess += (hosts - promised) * (hosts - promised) - promised;
      squares += promised * promised;
    }
    return squares > 0 ? std::max(0.0, excess / squares) : -1;
  }

  static void bound(std::map<std::uint32_t, ServiceSeries>& all) {
    const auto sum = [](const ServiceSeries& series) {
      double hosts = 0;
      for (const float value : series.hosts) hosts += value;
      return hosts;
    };
    std::erase_if(all, [&](const auto& entry) { return sum(entry.second) == 0; });
    if (all.size() <= kMostSeries) return;
    std::vector<std::pair<double, std::uint32_t>> sums;
    for (const auto& [service, series] : all) sums.emplace_back(sum(series), service);
    std::sort(sums.begin(), sums.end());
    sums.resize(all.size() - kMostSeries);
    for (const auto& [hosts, service] : sums) all.erase(service);
  }

  std::vector<float> heard_;
  std::map<std::uint32_t, ServiceSeries> series_;
  std::array<double, 24> rhythm_{};
  std::size_t today_ = 0;
  double wander_ = 0.06;
};

// One service against its own past.
class Judgement {
 public:
  Judgement(const Fortnight& fortnight, const ServiceSeries& series, bool risen)
      : fortnight_(fortnight), series_(series), from_(fortnight.today() - kLag) {
    level_ = fortnight.level(series, 0, from_);
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
  void try_window(std::size_t begin, std::size_t end, const DayInput& input, Surge& best) const {
    double hosts = 0;
    double weights = 0;
    for (std::size_t hour = begin; hour < end; ++hour) {
      const double weight = fortnight_.weight(hour);
      if (weight == 0) continue;
      hosts += series_.hosts[hour];
      weights += weight;
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
      sum += series_.hosts[hour] * gain - fortnight_.weight(hour) * (now - level_);
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
  std::move(fortnight).keep(out);
  return out;
}

}  // namespace noroshi::scan
