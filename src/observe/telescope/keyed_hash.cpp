#include "observe/telescope/keyed_hash.hpp"

#include <cstring>
#include <sodium.h>

namespace noroshi::telescope {

static_assert(crypto_shorthash_KEYBYTES == std::tuple_size_v<HashKey>);

std::uint64_t KeyedHash::operator()(const net::Address& address, std::uint64_t word) const {
  const std::array<std::uint64_t, 3> input{address.high(), address.low(), word};
  std::uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                   reinterpret_cast<const unsigned char*>(input.data()), sizeof(input),
                   key_.data());
  return hash;
}

}  // namespace noroshi::telescope
