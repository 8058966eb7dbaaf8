// Prefixes of both families, kept apart: ::/0 is all of IPv6 and nothing of IPv4.
//
// Immutable, and asked for every packet: IPv4 is searched without a branch that depends on the
// address, since addresses come in random order and each wrong guess of the processor would cost as
// much as the rest of the search.
#pragma once

#include <cstdint>
#include <vector>

#include "net/prefix.hpp"

namespace noroshi::permit {

class Networks {
 public:
  Networks() = default;
  explicit Networks(const std::vector<net::Prefix>& prefixes);

  [[nodiscard]] bool contains(const net::Address& address) const {
    return address.is_v4() ? contains_v4(address.v4_bits()) : v6_.contains(address);
  }

 private:
  [[nodiscard]] bool contains_v4(std::uint32_t bits) const;

  std::vector<std::uint32_t> firsts_;  // sorted; of disjoint ranges
  std::vector<std::uint32_t> lasts_;   // inclusive
  net::PrefixSet v6_;
};

}  // namespace noroshi::permit
