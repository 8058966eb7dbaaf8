#include "net/prefix.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace noroshi::net {
namespace {

constexpr int kMappedBits = 96;  // IPv4 sits behind ::ffff:0:0/96

int width(const Address& address) { return address.is_v4() ? 32 : 128; }

// The length counted from the top of the 128-bit form.
int full_length(const Prefix& prefix) {
  return prefix.length + (prefix.address.is_v4() ? kMappedBits : 0);
}

std::uint64_t mask(int bits) {
  if (bits <= 0) return 0;
  if (bits >= 64) return ~std::uint64_t{0};
  return ~std::uint64_t{0} << (64 - bits);
}

Address first_of(const Address& address, int bits) {
  return Address::v6(address.high() & mask(bits), address.low() & mask(bits - 64));
}

Address last_of(const Address& address, int bits) {
  return Address::v6(address.high() | ~mask(bits), address.low() | ~mask(bits - 64));
}

Result<int> parse_length(std::string_view text, int widest) {
  int length = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size() || length < 0 || length > widest) {
    return Error{Errc::InvalidInput, fmt::format("prefix length '{}' is not a number from 0 to {}",
                                                 text.substr(0, 16), widest)};
  }
  return length;
}

}  // namespace

Result<Prefix> Prefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const Address address = NOROSHI_TRY(Address::parse(text.substr(0, slash)));
  if (slash == std::string_view::npos) return Prefix{address, width(address)};
  const int length = NOROSHI_TRY(parse_length(text.substr(slash + 1), width(address)));
  const Prefix prefix = of(address, length);
  if (prefix.address != address) {
    return Error{Errc::InvalidInput,
                 fmt::format("'{}' has bits set after its length; did you mean {}?",
                             text.substr(0, 64), prefix.to_string())};
  }
  return prefix;
}

Prefix Prefix::of(const Address& address, int length) {
  const int full = length + (address.is_v4() ? kMappedBits : 0);
  return {first_of(address, full), length};
}

bool Prefix::contains(const Address& other) const {
  return first_of(other, full_length(*this)) == address;
}

std::string Prefix::to_string() const { return fmt::format("{}/{}", address.to_string(), length); }

PrefixSet::PrefixSet(const std::vector<Prefix>& prefixes) {
  for (const Prefix& prefix : prefixes) {
    ranges_.push_back({prefix.address, last_of(prefix.address, full_length(prefix))});
  }
  std::sort(ranges_.begin(), ranges_.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (const Range& range : ranges_) {  // `kept` never overtakes it
    // Prefixes nest or are disjoint, so a range that starts inside the last one adds nothing.
    if (kept > 0 && range.first <= ranges_[kept - 1].last) continue;
    ranges_[kept++] = range;
  }
  ranges_.resize(kept);
}

bool PrefixSet::contains(const Address& address) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), address,
                       [](const Address& a, const Range& range) { return a < range.first; });
  return after != ranges_.begin() && address <= std::prev(after)->last;
}

}  // namespace noroshi::net
