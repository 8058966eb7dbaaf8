#include "probe/pace.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace noroshi::probe {
namespace {

constexpr std::int64_t kNanosecondsPerMicro = 1'000;
constexpr base::Micros kForever = 10'000 * base::kDay;  // after which a pace stands still
constexpr double kMostSlots = 1 << 22;                  // 64 MiB
constexpr double kLeastSlots = 1 << 10;
// Some three years; sums of a few of these and of `kForever` stay far from overflow.
constexpr double kLongest = 1e17;

/// /24 of IPv4, /48 of IPv6; the two highest bits tell the families apart and from 0.
std::uint64_t prefix_of(const net::Address& address) {
  if (address.is_v4()) return std::uint64_t{1} << 63 | address.v4_bits() >> 8;
  return std::uint64_t{1} << 62 | address.high() >> 16;
}

/// No more prefixes than packets can pass while one bucket fills; four times that many slots.
std::size_t slots_for(const permit::Pace& pace) {
  const double filling = static_cast<double>(pace.prefix_burst) / pace.per_prefix;
  const double live = static_cast<double>(pace.burst) + pace.total * filling;
  return std::bit_ceil(static_cast<std::size_t>(std::clamp(4 * live, kLeastSlots, kMostSlots)));
}

}  // namespace

Bucket Bucket::of(double packets_per_second, std::int64_t burst) {
  const double interval = std::ceil(1e9 / packets_per_second);
  Bucket bucket;
  bucket.interval = static_cast<std::int64_t>(std::min(interval, kLongest));
  bucket.tolerance =
      static_cast<std::int64_t>(std::min(static_cast<double>(burst - 1) * interval, kLongest));
  return bucket;
}

Pace::Pace(const permit::Pace& pace, base::Micros now)
    : total_(Bucket::of(pace.total, pace.burst)),
      each_(Bucket::of(pace.per_prefix, pace.prefix_burst)),
      start_(now),
      total_full_(total_.tolerance + total_.interval),
      each_at_start_(each_.tolerance + each_.interval),
      slots_(slots_for(pace)) {}

Pace::Slot* Pace::slot_of(std::uint64_t prefix, std::int64_t now) {
  const std::size_t sets = slots_.size() / kWays;
  Slot* const set = &slots_[(net::mix(prefix) & (sets - 1)) * kWays];
  Slot* free = nullptr;
  for (Slot* slot = set; slot != set + kWays; ++slot) {
    if (slot->prefix == prefix) return slot;
    // A bucket that is full says nothing more than one that is not remembered, once those that
    // were empty at the start have filled.
    if (free == nullptr && (slot->prefix == 0 || slot->full <= now)) free = slot;
  }
  if (free != nullptr) *free = {prefix, each_at_start_};
  return free;
}

std::optional<permit::Refusal> Pace::take(const net::Address& address, base::Micros now) {
  const std::int64_t since = std::min(now - start_, kForever) * kNanosecondsPerMicro;
  if (total_full_ - since > total_.tolerance) return permit::Refusal::TooFast;
  Slot* const slot = slot_of(prefix_of(address), since);
  if (slot == nullptr || slot->full - since > each_.tolerance) {
    return permit::Refusal::PrefixTooFast;
  }
  total_full_ = std::max(total_full_, since) + total_.interval;
  slot->full = std::max(slot->full, since) + each_.interval;
  return std::nullopt;
}

}  // namespace noroshi::probe
