#include "trust/permit/reserved.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace noroshi::permit {
namespace {

using net::Address;

struct Network {
  Address address;
  int length;
};

constexpr Network v4(std::uint32_t bits, int length) { return {Address::v4(bits), length}; }

constexpr Network v6(std::uint64_t high, int length) { return {Address::v6(high, 0), length}; }

constexpr std::array kNoHosts{
    v4(0x00000000, 8),                                 // 0.0.0.0/8, this network
    v4(0xE0000000, 4),                                 // 224.0.0.0/4, multicast
    v4(0xFFFFFFFF, 32), v6(0xFF00'0000'0000'0000, 8),  // multicast
    v6(0, 128),                                        // ::
};

constexpr std::array kReserved4{
    v4(0x0A000000, 8),   // 10.0.0.0/8, RFC 1918
    v4(0x64400000, 10),  // 100.64.0.0/10, RFC 6598
    v4(0x7F000000, 8),   // 127.0.0.0/8
    v4(0xA9FE0000, 16),  // 169.254.0.0/16, RFC 3927
    v4(0xAC100000, 12),  // 172.16.0.0/12, RFC 1918
    v4(0xC0000000, 24),  // 192.0.0.0/24, RFC 6890
    v4(0xC0000200, 24),  // 192.0.2.0/24, RFC 5737
    v4(0xC0586300, 24),  // 192.88.99.0/24, RFC 7526
    v4(0xC0A80000, 16),  // 192.168.0.0/16, RFC 1918
    v4(0xC6120000, 15),  // 198.18.0.0/15, RFC 2544
    v4(0xC6336400, 24),  // 198.51.100.0/24, RFC 5737
    v4(0xCB007100, 24),  // 203.0.113.0/24, RFC 5737
    v4(0xF0000000, 4),   // 240.0.0.0/4, RFC 1112
};

// Within 2000::/3.
constexpr std::array kReserved6{
    v6(0x2001'0000'0000'0000, 23),  // IETF protocol assignments, Teredo among them
    v6(0x2001'0DB8'0000'0000, 32),  // RFC 3849
    v6(0x2002'0000'0000'0000, 16),  // 6to4
    v6(0x3FFF'0000'0000'0000, 20),  // RFC 9637
};

/// Of the first octets under which nothing is reserved, so that most addresses need no search.
constexpr bool has_reserved(std::uint32_t first_octet) {
  if (first_octet >= 224) return true;
  for (const Network& network : kReserved4) {
    if (network.address.v4_bits() >> 24 == first_octet) return true;
  }
  return first_octet == 0;
}

constexpr auto kHasReserved = [] {
  std::array<bool, 256> has{};
  for (std::uint32_t octet = 0; octet < has.size(); ++octet) has[octet] = has_reserved(octet);
  return has;
}();

bool within(const Address& address, const Network& network) {
  return net::Prefix{network.address, network.length}.contains(address);
}

template <std::size_t N>
bool within_any(const Address& address, const std::array<Network, N>& networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return within(address, network); });
}

bool overlap(const net::Prefix& one, const net::Prefix& other) {
  return one.contains(other.address) || other.contains(one.address);
}

/// All of `inner` lies in one of them.
template <std::size_t N>
bool inside_any(const net::Prefix& inner, const std::array<Network, N>& networks) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& network) {
    const net::Prefix outer{network.address, network.length};
    return outer.address.is_v4() == inner.address.is_v4() && outer.length <= inner.length &&
           outer.contains(inner.address);
  });
}

}  // namespace

bool is_no_host(const Address& address) { return within_any(address, kNoHosts); }

bool is_reserved(const Address& address) {
  if (address.is_v4()) {
    return kHasReserved[address.v4_bits() >> 24] &&
           (is_no_host(address) || within_any(address, kReserved4));
  }
  return address.high() >> 61 != 1 || within_any(address, kReserved6);
}

bool may_be_test_network(const net::Prefix& network) {
  const bool hosts = std::none_of(kNoHosts.begin(), kNoHosts.end(), [&](const Network& none) {
    return overlap(network, {none.address, none.length});
  });
  if (!hosts) return false;
  if (network.address.is_v4()) return inside_any(network, kReserved4);
  if (inside_any(network, kReserved6)) return true;
  // Outside 2000::/3, and not so wide that it would hold it, nor the IPv4-mapped ones.
  return network.length >= 3 && network.address.high() >> 61 != 1 &&
         !network.contains(Address::v4(0));
}

}  // namespace noroshi::permit
