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
  std::uint32_t intern(const net::Address& address) { return intern(address, net::hash(address)); }

  /// The same where the caller has the hash already.
  std::uint32_t intern(const net::Address& address, std::uint64_t hash);

  /// Makes room for so many, which saves moving what is there whenever it has doubled.
  void expect(std::size_t hosts);

  /// The number of `address`, kNone if it was not met.
  [[nodiscard]] std::uint32_t find(const net::Address& address) const;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  // Bring what `intern` will look at into the cache, in two steps as the second place follows from
  // the first: the slot some twenty calls ahead, the address behind it some ten.
  void prefetch_slot(std::uint64_t hash) const { __builtin_prefetch(&slots_[first_slot(hash)]); }
  void prefetch_address(std::uint64_t hash) const {
    const std::uint32_t host = slots_[first_slot(hash)];
    if (host != 0) __builtin_prefetch(&addresses_[host - 1]);
  }

  [[nodiscard]] const net::Address& address(std::uint32_t host) const { return addresses_[host]; }
  [[nodiscard]] std::size_t size() const { return addresses_.size(); }

 private:
  [[nodiscard]] std::size_t first_slot(std::uint64_t hash) const {
    return hash & (slots_.size() - 1);
  }
  void grow(std::size_t slots);

  std::vector<net::Address> addresses_;
  std::vector<std::uint32_t> slots_;  // host + 1; 0 = free; the size is a power of two
};

}  // namespace noroshi::c2
