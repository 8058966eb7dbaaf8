// SubscriberIndex: is this address a subscriber's?  Asked twice a record, so it must be quick.
//
// IPv4 ranges are found by the upper sixteen bits of the address: a table says where to begin, and
// few ranges are left to search.  IPv6 asks the PrefixSet: operators have few IPv6 prefixes.
// Never changes; any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::minimise {

class SubscriberIndex {
 public:
  explicit SubscriberIndex(net::PrefixSet subscribers);

  /// In a subscriber prefix; or an IPv6 address that holds an IPv4 one of a subscriber (6to4,
  /// Teredo, NAT64); or an address where tokens stand, which nobody may bring along from outside.
  [[nodiscard]] bool contains(const net::Address& address) const {
    return address.is_v4() ? contains_v4(address.v4_bits()) : contains_v6(address);
  }

 private:
  struct Range {
    std::uint32_t first;
    std::uint32_t last;  // inclusive
  };

  [[nodiscard]] bool contains_v4(std::uint32_t bits) const;
  [[nodiscard]] bool contains_v6(const net::Address& address) const;

  net::PrefixSet subscribers_;
  std::vector<Range> ranges_;          // IPv4, sorted, disjoint
  std::vector<std::uint32_t> starts_;  // [upper bits]: the first range that ends there or later
};

}  // namespace noroshi::minimise
