// HostIndex: addresses ↔ small consecutive numbers.
//
// Numbers follow the order of first appearance, so they must never decide anything that a user
// sees: results are ordered by address.  Open addressing, 4 octets a slot plus 16 a host.
#pragma once

#include <cstdint>
#include <vector>

#include "net/address.hpp"

namespace noroshi::c2 {

class HostIndex {
 public:
  HostIndex();

  /// The number of `address`, a new one if it was not met before.
  std::uint32_t intern(const net::Address& address);

  /// Brings the place where `intern` will look into the cache; worth it some ten calls ahead.
  void prefetch(const net::Address& address) const {
    __builtin_prefetch(&slots_[net::hash(address) & (slots_.size() - 1)]);
  }

  [[nodiscard]] const net::Address& address(std::uint32_t host) const { return addresses_[host]; }
  [[nodiscard]] std::size_t size() const { return addresses_.size(); }

 private:
  void grow();

  std::vector<net::Address> addresses_;
  std::vector<std::uint32_t> slots_;  // host + 1; 0 = free; the size is a power of two
};

}  // namespace noroshi::c2
