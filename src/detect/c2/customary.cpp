#include "detect/c2/customary.hpp"

#include <algorithm>
#include <bit>

namespace noroshi::c2 {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;  // sums only; read after the threads ended
constexpr std::uint32_t kFewestServers = 20;          // of a like volume
constexpr double kDaysForDays = 2.0;                  // watched, before days are compared

std::size_t volume_of(std::uint32_t occasions, std::size_t volumes) {
  const auto width = static_cast<std::size_t>(std::bit_width(occasions));
  return std::min(width, volumes) - 1;  // occasions > 0
}

std::size_t cell_of(std::uint32_t occasions, std::uint32_t clients, std::size_t cells) {
  const double share = returning_share(occasions, clients) * static_cast<double>(cells);
  return std::min(static_cast<std::size_t>(std::max(0.0, share)), cells - 1);
}

}  // namespace

double returning_share(std::uint32_t occasions, std::uint32_t clients) {
  if (occasions == 0) return 0;
  return 1.0 - static_cast<double>(clients) / static_cast<double>(occasions);
}

void Customary::observe(const Occasions& one) {
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    if (one.by_hour[hour] > 0) occasions_[hour].fetch_add(one.by_hour[hour], kRelaxed);
  }
  if (one.clients < kFewestClients) return;
  returns_by_hour_[volume_of(one.hours, kVolumes)][cell_of(one.hours, one.clients, kShares)]
      .fetch_add(1, kRelaxed);
  returns_by_day_[volume_of(one.days, kVolumes)][cell_of(one.days, one.clients, kShares)].fetch_add(
      1, kRelaxed);
}

void Customary::conclude(base::Micros first_seen, base::Micros last_seen) {
  first_seen_ = first_seen;
  last_seen_ = std::max(first_seen, last_seen);
  const double hours = base::seconds(last_seen_ - first_seen_) / base::seconds(base::kHour);
  by_day_ = hours >= kDaysForDays * static_cast<double>(kHoursOfDay);
  // Whole days hold each hour once; what is left begins with the hour of the first contact.
  const double whole = static_cast<double>(static_cast<std::int64_t>(hours / 24.0));
  watched_.fill(whole);
  double left = hours - 24.0 * whole;
  const base::Micros into = first_seen - beginning_of(first_seen, base::kHour);
  double room = 1.0 - base::seconds(into) / base::seconds(base::kHour);
  for (std::size_t hour = hour_of_day(first_seen); left > 0; hour = (hour + 1) % kHoursOfDay) {
    watched_[hour] += std::min(left, room);
    left -= room;
    room = 1.0;
  }
  double all = 0;
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    busy_[hour] = static_cast<double>(occasions_[hour].load(kRelaxed)) + watched_[hour];
    all += busy_[hour];
  }
  for (double& share : busy_) share = all > 0 ? share / all : 0;
  for (double& share : watched_) share = hours > 0 ? share / hours : 0;
}

double Customary::traffic_until(base::Micros instant) const {
  double traffic = 0;
  base::Micros begin = first_seen_;
  while (begin < instant) {  // at most 25 steps: a day
    const base::Micros next = beginning_of(begin, base::kHour) + base::kHour;
    const std::size_t hour = hour_of_day(begin);
    const double rate = watched_[hour] > 0 ? busy_[hour] / watched_[hour] : 0;
    traffic += rate * base::seconds(std::min(next, instant) - begin);
    begin = next;
  }
  return traffic;
}

double Customary::passed(base::Micros instant) const {
  const double span = base::seconds(last_seen_ - first_seen_);
  if (span <= 0) return 0;
  const base::Micros until = std::clamp(instant, first_seen_, last_seen_);
  // Days are alike, so only the first one is worth a closer look.
  if (until - first_seen_ >= base::kDay) return base::seconds(until - first_seen_) / span;
  const double before = traffic_until(until);
  const double all = traffic_until(std::min(last_seen_, first_seen_ + base::kDay));
  return all > 0 ? std::min(1.0, before / all * std::min(1.0, base::kDay / (span * 1e6))) : 0;
}

std::optional<double> Customary::returned_less(const Occasions& one) const {
  const std::uint32_t occasions = by_day_ ? one.days : one.hours;
  if (occasions == 0 || one.clients < kFewestClients) return std::nullopt;
  const auto& table = by_day_ ? returns_by_day_ : returns_by_hour_;
  const Shares& shares = table[volume_of(occasions, kVolumes)];
  const std::size_t own = cell_of(occasions, one.clients, kShares);
  double less = 0;
  double all = 0;
  for (std::size_t cell = 0; cell < kShares; ++cell) {
    const double servers = shares[cell].load(kRelaxed);
    all += servers;
    if (cell < own) less += servers;
    if (cell == own) less += 0.5 * servers;
  }
  if (all < kFewestServers) return std::nullopt;
  return less / all;
}

}  // namespace noroshi::c2
