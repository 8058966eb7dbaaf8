#include "detect/scan/fortnight.hpp"

#include <algorithm>
#include <utility>

#include "base/logarithm.hpp"
#include "detect/scan/coverage.hpp"
#include "detect/scan/hourly_hosts.hpp"

namespace noroshi::scan {
namespace {

constexpr double kMemoryHours = 120;  // after which an hour counts for a third
constexpr double kPriorHosts = 0.15;  // an hour, of a service of which nothing is known …
constexpr double kPriorHours = 24;    // … and how much that counts
constexpr double kLeastShare = 0.25;  // hours heard less than that say nothing

void bound(std::map<std::uint32_t, ServiceSeries>& all) {
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

}  // namespace

Fortnight::Fortnight(const DayInput& input, std::span<const net::Address> apart,
                     const History& before)
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

double Fortnight::weight(std::size_t hour) const {
  const double share = heard_[hour];
  return share < kLeastShare ? 0 : share * rhythm_[slot(hour)];
}

double Fortnight::memory(std::size_t hour, std::size_t end) {
  return base::exp(-static_cast<double>(end - hour) / kMemoryHours);
}

double Fortnight::level(const ServiceSeries& series, std::size_t begin, std::size_t end) const {
  double hosts = kPriorHosts * kPriorHours;
  double weights = kPriorHours;
  for (std::size_t hour = begin; hour < end; ++hour) {
    if (weight(hour) == 0) continue;
    const double trust = memory(hour, end);
    hosts += trust * series.hosts[hour];
    weights += trust * weight(hour);
  }
  return hosts / weights;
}

double Fortnight::heard_between(std::size_t begin, std::size_t end) const {
  double sum = 0;
  for (std::size_t hour = begin; hour < end; ++hour) sum += heard_[hour];
  return sum;
}

Fortnight::Kept Fortnight::keep() && {
  const std::size_t drop = size() > kSeriesHours ? size() - kSeriesHours : 0;
  const auto dropped = static_cast<std::ptrdiff_t>(drop);
  for (auto& [service, series] : series_) {
    series.hosts.erase(series.hosts.begin(), series.hosts.begin() + dropped);
  }
  heard_.erase(heard_.begin(), heard_.begin() + dropped);
  bound(series_);
  return {std::move(series_), std::move(heard_)};
}

// Older hours first: what a short series leaves out was zero.
void Fortnight::append(ServiceSeries& series,
                       const std::map<std::uint32_t, std::vector<float>>& today,
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
void Fortnight::learn_rhythm() {
  rhythm_.fill(1);
  const std::size_t begin = today();
  if (begin < 48) return;
  std::array<double, 24> hosts{};
  std::array<double, 24> heard{};
  for (std::size_t hour = 0; hour < begin; ++hour) {
    if (heard_[hour] < kLeastShare) continue;
    heard[slot(hour)] += heard_[hour];
    for (const auto& [service, series] : series_) hosts[slot(hour)] += series.hosts[hour];
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
void Fortnight::learn_wander() {
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

double Fortnight::wander_of(const ServiceSeries& series, std::size_t days) const {
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

}  // namespace noroshi::scan
