// SourceCounts: how many of something each address has, in eight octets an address.
//
// A table with open addressing; an entry is 44 bits of a keyed hash and a count of 20.  Two
// addresses whose hashes agree would share a count: among a million, one time in thirty there is
// such a pair, and nobody can look for it, because the key is drawn by chance at the start.
//
// A table of nodes takes seven times the room, of which a million visitors feel each octet.  One
// thread uses it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/address.hpp"

namespace noroshi::sinkhole {

class SourceCounts {
 public:
  static constexpr std::uint32_t kMost = (1U << 20) - 1;  ///< where counts stay

  SourceCounts();

  /// One more; returns how many that makes.
  std::uint32_t add(const net::Address& source);
  /// One less, of those that were added.
  void remove(const net::Address& source);
  [[nodiscard]] std::uint32_t of(const net::Address& source) const;

  /// Addresses that have any.
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear();

 private:
  [[nodiscard]] std::uint64_t tag_of(const net::Address& source) const;
  [[nodiscard]] std::size_t home_of(std::uint64_t tag) const;
  [[nodiscard]] std::size_t place_of(std::uint64_t tag) const;
  void close_gap(std::size_t gap);
  void grow();

  std::uint64_t keys_[2];
  std::vector<std::uint64_t> entries_;  // tag << 20 | count; 0: free
  std::size_t size_ = 0;
};

}  // namespace noroshi::sinkhole
