#include "act/subscriber/coverage.hpp"

#include <algorithm>
#include <map>

namespace noroshi::subscriber {
namespace {

using net::Address;

Address after(const Address& address) {
  const auto low = address.low() + 1;
  return Address::v6(address.high() + (low == 0 ? 1 : 0), low);
}

Address before(const Address& address) {
  return Address::v6(address.high() - (address.low() == 0 ? 1 : 0), address.low() - 1);
}

const Address kLast = Address::v6(~std::uint64_t{0}, ~std::uint64_t{0});

// Sorted, and those that meet put together.
std::vector<Span> merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.first < b.first; });
  std::vector<Span> result;
  for (const auto& span : spans) {
    const bool meets =
        !result.empty() && (result.back().last == kLast || span.first <= after(result.back().last));
    if (meets) {
      result.back().last = std::max(result.back().last, span.last);
    } else {
      result.push_back(span);
    }
  }
  return result;
}

std::map<std::string, std::vector<Span>> by_source(const auto& claims) {
  std::map<std::string, std::vector<Span>> spans;
  for (const auto& claim : claims) spans[claim.source].push_back(claim.span);
  for (auto& [source, of] : spans) of = merged(std::move(of));
  return spans;
}

}  // namespace

Span span_of(const net::Prefix& prefix) {
  const auto high = prefix.address.high();
  const auto low = prefix.address.low();
  const auto length = prefix.address.is_v4() ? prefix.length + 96 : prefix.length;
  const auto ones = ~std::uint64_t{0};
  if (length >= 128) return {prefix.address, prefix.address};
  if (length == 64) return {prefix.address, Address::v6(high, ones)};
  if (length > 64) return {prefix.address, Address::v6(high, low | ones >> (length - 64))};
  return {prefix.address, Address::v6(length == 0 ? ones : high | ones >> length, ones)};
}

void Coverage::add(const std::string& source, const Span& span) {
  claims_.push_back({span, source});
}

std::uint64_t Coverage::addresses(const std::string& source) const {
  std::vector<Span> spans;
  for (const auto& claim : claims_) {
    if (claim.source == source && claim.span.first.is_v4()) spans.push_back(claim.span);
  }
  std::uint64_t sum = 0;
  for (const auto& span : merged(std::move(spans))) sum += span.last.low() - span.first.low() + 1;
  return sum;
}

std::vector<Stretch> Coverage::overlaps() const {
  const auto spans = by_source(claims_);
  std::vector<Stretch> found;
  for (auto one = spans.begin(); one != spans.end(); ++one) {
    for (auto other = std::next(one); other != spans.end(); ++other) {
      auto b = other->second.begin();
      for (const auto& a : one->second) {
        while (b != other->second.end() && b->last < a.first) ++b;
        for (auto c = b; c != other->second.end() && c->first <= a.last; ++c) {
          found.push_back({std::max(a.first, c->first), std::min(a.last, c->last),
                           one->first + ", " + other->first});
        }
      }
    }
  }
  return found;
}

std::vector<Stretch> Coverage::gaps(const std::vector<net::Prefix>& ranges) const {
  std::vector<Span> all;
  for (const auto& claim : claims_) all.push_back(claim.span);
  const auto covered = merged(std::move(all));
  std::vector<Span> wanted;
  for (const auto& range : ranges) wanted.push_back(span_of(range));
  std::vector<Stretch> found;
  for (const auto& range : merged(std::move(wanted))) {
    auto from = range.first;
    bool open = true;  // `from` is not covered yet, and lies within the range
    for (const auto& span : covered) {
      if (span.last < from) continue;
      if (span.first > range.last) break;
      if (from < span.first) found.push_back({from, before(span.first), ""});
      open = span.last < range.last;
      if (!open) break;
      from = after(span.last);
    }
    if (open) found.push_back({from, range.last, ""});
  }
  return found;
}

}  // namespace noroshi::subscriber
