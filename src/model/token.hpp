// What a token looks like: the address that stands for a subscriber after ingest.
//
// Its upper half is 100::/64, a prefix that routers discard (RFC 6666), so no packet from outside
// carries it in earnest; its lower half is the token.  Whoever reads records must know the form, to
// hide tokens, to count them as one, or to take their side for the client's; what makes one needs a
// key, and lives in observe/minimise alone.
#pragma once

#include <cstdint>

#include "net/address.hpp"

namespace noroshi::model {

inline constexpr std::uint64_t kTokenPrefix = 0x0100'0000'0000'0000;  // 100::/64, RFC 6666

[[nodiscard]] constexpr bool is_token(const net::Address& a) { return a.high() == kTokenPrefix; }
[[nodiscard]] constexpr net::Address from_token(std::uint64_t token) {
  return net::Address::v6(kTokenPrefix, token);
}

}  // namespace noroshi::model
