#include "train/traffic/daily.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "train/traffic/random.hpp"

namespace noroshi::traffic {
namespace {

using base::kDay;
using base::kHour;
using base::Micros;

// Relative load at the full hours of local time; the mean is 1.
constexpr std::array<double, 24> kLoad{0.92, 0.64, 0.44, 0.34, 0.30, 0.34, 0.48, 0.68,
                                       0.82, 0.90, 0.95, 1.00, 1.14, 1.06, 1.02, 1.04,
                                       1.10, 1.20, 1.34, 1.52, 1.68, 1.78, 1.73, 1.58};

// Whole days since the epoch, rounded down.
Micros day_of(Micros local) { return local >= 0 ? local / kDay : (local - kDay + 1) / kDay; }

Micros hours(double count) { return static_cast<Micros>(count * static_cast<double>(kHour)); }

}  // namespace

double diurnal(Micros local) {
  const Micros in_day = local - day_of(local) * kDay;
  const auto hour = static_cast<std::size_t>(in_day / kHour);
  const double part = static_cast<double>(in_day % kHour) / static_cast<double>(kHour);
  return kLoad[hour] + (kLoad[(hour + 1) % 24] - kLoad[hour]) * part;
}

Hours::Span Hours::span_of_day(Micros local_day) const {
  const Micros midnight = local_day * kDay - utc_offset_;
  Stream habit = Stream::of(seed_, Domain::Presence, device_);
  Stream today =
      Stream::of(seed_, Domain::Presence, device_, 1, static_cast<std::uint64_t>(local_day));
  if (presence_ == Presence::Office) {
    if ((local_day % 7 + 10) % 7 >= 5) return {midnight, midnight};  // day 0 was a Thursday
    return {midnight + hours(8.8 + 0.4 * today.normal()),
            midnight + hours(18.2 + 0.8 * today.normal())};
  }
  const bool all_day = habit.chance(0.55);
  const double on = (all_day ? 8.0 : 18.3) + habit.normal() + 0.4 * today.normal();
  const double off = 23.4 + 0.9 * habit.normal() + 0.4 * today.normal();
  // Kept off the neighbouring days' spans, and never negative, whatever the tails of the normal do.
  const double begin = std::clamp(on, 3.5, 21.0);
  return {midnight + hours(begin), midnight + hours(std::clamp(off, begin + 0.5, 27.0))};
}

Hours::Span Hours::span_from(Micros at) const {
  if (presence_ == Presence::Always) {
    return {std::numeric_limits<Micros>::min(), std::numeric_limits<Micros>::max()};
  }
  const Micros today = day_of(at + utc_offset_);
  for (Micros day = today - 1; day <= today + 8; ++day) {
    const Span span = span_of_day(day);
    if (span.end > at && span.begin < span.end) return span;
  }
  return {at + 8 * kDay, at + 8 * kDay};
}

}  // namespace noroshi::traffic
