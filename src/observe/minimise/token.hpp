// What makes a token, the number that stands for a subscriber's address after ingest.
//
// A token is a keyed 64-bit pseudo-random function of the address.  Whoever lacks the key cannot
// turn it back or test a guess; the key lives for one epoch and is destroyed afterwards, and with
// it every link from records to people.  How it stands in a record: model/token.hpp.  Addresses
// that look like tokens when they arrive are turned into tokens themselves.
//
// Pure functions of key and address; any number of threads.
#pragma once

#include <array>
#include <cstdint>

#include "net/address.hpp"

namespace noroshi::minimise {

using Key = std::array<std::uint8_t, 16>;

/// Keyed 64-bit PRF of an address (SipHash-2-4, Aumasson and Bernstein 2012, over its 16 octets).
[[nodiscard]] std::uint64_t token_of(const net::Address& address, const Key& key);

}  // namespace noroshi::minimise
