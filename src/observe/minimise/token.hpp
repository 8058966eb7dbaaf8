// Tokens: what stands for a subscriber's address after ingest.
//
// A token is a keyed 64-bit pseudo-random function of the address.  Whoever lacks the key cannot
// turn it back or test a guess; the key lives for one epoch and is destroyed afterwards, and with
// it every link from records to people.  In a record the token stands in the address field as
// 100::<token>: the prefix 100::/64 is for discarding only (RFC 6666), so no packet from outside
// carries it in earnest; addresses of that prefix that do arrive are turned into tokens themselves.
//
// Pure functions of key and address; any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "net/address.hpp"

namespace noroshi::minimise {

using Key = std::array<std::uint8_t, 16>;

inline constexpr std::uint64_t kTokenPrefix = 0x0100'0000'0000'0000;  // 100::/64, RFC 6666

[[nodiscard]] constexpr bool is_token(const net::Address& a) { return a.high() == kTokenPrefix; }
[[nodiscard]] constexpr net::Address from_token(std::uint64_t token) {
  return net::Address::v6(kTokenPrefix, token);
}

/// Keyed 64-bit PRF of an address (SipHash-2-4, Aumasson and Bernstein 2012, over its 16 octets).
[[nodiscard]] std::uint64_t token_of(const net::Address& address, const Key& key);

}  // namespace noroshi::minimise
