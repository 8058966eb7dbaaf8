// AddressPlan: which address stands for what.
//
// No generated packet may seem to come from a real network.  Subscribers are in 100.64.0.0/10
// (RFC 6598), a stand-in for the operator's own pool; everything across the Internet is in
// 198.18.0.0/15 (RFC 2544: benchmarking), which is routed nowhere, is 131,072 addresses wide, and
// is treated by detectors like any public network (the documentation ranges are too narrow, and
// 240.0.0.0/4 is passed over as special).  IPv6 is in 2001:db8::/32 (RFC 3849) for both sides.
//
//   198.18.0.0/18     CDNs: eight of 2,048 addresses
//   198.18.64.0/18    infrastructure: resolvers, NTP, push, mail, updates, games
//   198.18.128.0/17   remote subscribers: P2P peers, scanners, flood sources, victims
//   198.19.0.0/16     hosting: sites, small servers, and C2 servers scattered among them
//   100.64.0.0/10     subscribers; IPv6 2001:db8:8000::/33, a /64 each
//   2001:db8:0::/33   dual-stack servers, IPv4 address in the last 32 bits
//
// A place in the hosting range follows from a slot number by a keyed permutation, so that slots of
// one purpose do not lie side by side.
#pragma once

#include <cstdint>
#include <vector>

#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::traffic {

inline constexpr std::uint32_t kMostSubscribers = 4'000'000;
inline constexpr std::uint32_t kCdnCount = 8;
inline constexpr std::uint32_t kCdnWidth = 2048;  // addresses of one CDN
inline constexpr std::uint32_t kInfrastructureWidth = 16'384;
inline constexpr std::uint32_t kRemoteWidth = 32'768;

// Slots of the hosting range.
inline constexpr std::uint32_t kMostSites = 49'152;       // slots 0 …
inline constexpr std::uint32_t kFirstSmallSlot = 49'152;  // servers with few clients
inline constexpr std::uint32_t kFirstC2Slot = 57'344;     // C2 servers
inline constexpr std::uint32_t kHostingWidth = 65'536;

class AddressPlan {
 public:
  explicit AddressPlan(std::uint64_t seed) : seed_(seed) {}

  [[nodiscard]] net::Address subscriber(std::uint32_t index) const {
    return net::Address::v4(0x64400000U + 256 + index);
  }
  [[nodiscard]] net::Address subscriber_v6(std::uint32_t index) const {
    return net::Address::v6(0x20010DB880000000ULL + index, net::mix(seed_ + index) | 1U);
  }
  [[nodiscard]] net::Address cdn(std::uint32_t cdn, std::uint32_t index) const {
    return net::Address::v4(0xC6120000U + cdn * kCdnWidth + index % kCdnWidth);
  }
  [[nodiscard]] net::Address infrastructure(std::uint32_t index) const {
    return net::Address::v4(0xC6124000U + index % kInfrastructureWidth);
  }
  [[nodiscard]] net::Address remote(std::uint32_t index) const {
    return net::Address::v4(0xC6128000U + index % kRemoteWidth);
  }
  [[nodiscard]] net::Address hosting(std::uint32_t slot) const;

  /// Any address across the Internet, used or not: what a scanner hits.
  [[nodiscard]] net::Address anywhere(std::uint32_t random) const {
    return net::Address::v4(0xC6120000U + random % 0x20000U);
  }

  /// The IPv6 twin of a dual-stack server.
  [[nodiscard]] net::Address twin_v6(const net::Address& v4) const {
    return net::Address::v6(0x20010DB800000000ULL, v4.v4_bits());
  }

  /// The CDNs' networks, both families: what an operator would have on its list of known CDNs.
  [[nodiscard]] static std::vector<net::Prefix> cdn_prefixes();

 private:
  std::uint64_t seed_;
};

}  // namespace noroshi::traffic
