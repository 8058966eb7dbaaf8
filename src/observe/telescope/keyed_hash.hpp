// KeyedHash: SipHash-2-4 (Aumasson and Bernstein, 2012) of an address and a word, under a secret
// key: whoever does not know it cannot send packets that all fall into one place of a table.
#pragma once

#include <array>
#include <cstdint>

#include "net/address.hpp"

namespace noroshi::telescope {

using HashKey = std::array<std::uint8_t, 16>;

class KeyedHash {
 public:
  explicit KeyedHash(const HashKey& key) : key_(key) {}

  std::uint64_t operator()(const net::Address& address, std::uint64_t word) const;

  [[nodiscard]] const HashKey& key() const { return key_; }

 private:
  HashKey key_;
};

}  // namespace noroshi::telescope
