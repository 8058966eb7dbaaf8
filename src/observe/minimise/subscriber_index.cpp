#include "observe/minimise/subscriber_index.hpp"

#include <algorithm>
#include <utility>

#include "model/token.hpp"
#include "observe/minimise/embedded.hpp"

namespace noroshi::minimise {
namespace {

constexpr std::uint32_t kBuckets = 1U << 16;

const net::Address kFirstV4 = net::Address::v4(0);
const net::Address kLastV4 = net::Address::v4(~0U);

}  // namespace

SubscriberIndex::SubscriberIndex(net::PrefixSet subscribers)
    : subscribers_(std::move(subscribers)), starts_(kBuckets + 1) {
  for (const auto& range : subscribers_.ranges()) {
    if (range.last < kFirstV4 || range.first > kLastV4) continue;
    // A prefix of IPv6 may hold all of ::ffff:0:0/96.
    ranges_.push_back(
        {std::max(range.first, kFirstV4).v4_bits(), std::min(range.last, kLastV4).v4_bits()});
  }
  std::uint32_t next = 0;
  for (std::uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
    while (next < ranges_.size() && ranges_[next].last < bucket << 16) ++next;
    starts_[bucket] = next;
  }
  starts_[kBuckets] = static_cast<std::uint32_t>(ranges_.size());
}

bool SubscriberIndex::contains_v4(std::uint32_t bits) const {
  const std::uint32_t bucket = bits >> 16;
  const auto begin = ranges_.begin() + starts_[bucket];
  // One more than the next bucket's start: that range may begin in this one.
  const auto end =
      ranges_.begin() + std::min<std::ptrdiff_t>(std::ptrdiff_t{starts_[bucket + 1]} + 1,
                                                 static_cast<std::ptrdiff_t>(ranges_.size()));
  const auto after = std::upper_bound(
      begin, end, bits, [](std::uint32_t b, const Range& range) { return b < range.first; });
  return after != begin && bits <= std::prev(after)->last;
}

bool SubscriberIndex::contains_v6(const net::Address& address) const {
  if (model::is_token(address) || subscribers_.contains(address)) return true;
  const auto inside = embedded_v4(address);
  return inside && contains_v4(inside->v4_bits());
}

}  // namespace noroshi::minimise
