// An IP address of either family, as a plain 16-byte value.
//
// IPv4 is kept in its IPv4-mapped form, ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2), so that one
// type, one order and one hash serve both; `is_v4` tells them apart.  All members are `const` or
// pure; values may be shared between threads freely.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::net {

class Address {
 public:
  /// The unspecified address, ::.
  constexpr Address() = default;

  /// From an IPv4 address in host order: 0xC0000207 is 192.0.2.7.
  static constexpr Address v4(std::uint32_t bits) { return {0, kMappedPrefix | bits}; }

  /// From the upper and lower half of an IPv6 address, each in host order.
  static constexpr Address v6(std::uint64_t high, std::uint64_t low) { return {high, low}; }

  /// From 4 or 16 bytes in network order, as they stand in a packet.
  static Address from_bytes(std::span<const std::byte, 4> bytes);
  static Address from_bytes(std::span<const std::byte, 16> bytes);

  /// Reads "192.0.2.7" or any text form of RFC 4291, section 2.2; no port, no zone, no prefix.
  static Result<Address> parse(std::string_view text);

  [[nodiscard]] constexpr bool is_v4() const {
    return high_ == 0 && (low_ & ~std::uint64_t{0xFFFFFFFF}) == kMappedPrefix;
  }
  [[nodiscard]] constexpr std::uint32_t v4_bits() const { return static_cast<std::uint32_t>(low_); }
  [[nodiscard]] constexpr std::uint64_t high() const { return high_; }
  [[nodiscard]] constexpr std::uint64_t low() const { return low_; }

  /// A counterpart that many hosts hear at once or that stands for no host: multicast,
  /// broadcast, unspecified, loopback, link-local.  Never a server across the Internet.
  [[nodiscard]] bool is_special() const;

  /// RFC 1918, RFC 6598 (shared space of carrier NAT) and RFC 4193: inside some network.
  [[nodiscard]] bool is_private() const;

  /// The text form of RFC 5952.
  [[nodiscard]] std::string to_string() const;

  /// Orders IPv4 numerically, and IPv6 numerically with IPv4 inside ::ffff:0:0/96.
  friend constexpr auto operator<=>(const Address&, const Address&) = default;

 private:
  static constexpr std::uint64_t kMappedPrefix = 0xFFFF'0000'0000;

  constexpr Address(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

/// Mixes all 128 bits into 64; the finaliser of MurmurHash3 (Appleby, public domain) on each half.
/// Not keyed: a table that outsiders fill must bound its size by other means.
constexpr std::uint64_t mix(std::uint64_t bits) {
  bits ^= bits >> 33;
  bits *= 0xFF51AFD7ED558CCDULL;
  bits ^= bits >> 33;
  bits *= 0xC4CEB9FE1A85EC53ULL;
  bits ^= bits >> 33;
  return bits;
}

constexpr std::uint64_t hash(const Address& address) {
  return mix(address.low() ^ mix(address.high() + 0x9E3779B97F4A7C15ULL));
}

}  // namespace noroshi::net

template <>
struct std::hash<noroshi::net::Address> {
  std::size_t operator()(const noroshi::net::Address& address) const noexcept {
    return noroshi::net::hash(address);
  }
};
