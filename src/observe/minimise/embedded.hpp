// IPv4 addresses that stand inside IPv6 ones: a subscriber must not be readable there either.
#pragma once

#include <cstdint>
#include <optional>

#include "net/address.hpp"

namespace noroshi::minimise {

/// The IPv4 address of the host that a 6to4 (RFC 3056), Teredo (RFC 4380) or NAT64 address
/// (RFC 6052, well-known prefix) belongs to.
[[nodiscard]] constexpr std::optional<net::Address> embedded_v4(const net::Address& address) {
  const auto low32 = static_cast<std::uint32_t>(address.low());
  if (address.high() >> 48 == 0x2002) {
    return net::Address::v4(static_cast<std::uint32_t>(address.high() >> 16));
  }
  if (address.high() >> 32 == 0x2001'0000) return net::Address::v4(~low32);
  if (address.high() == 0x0064'FF9B'0000'0000 && address.low() >> 32 == 0) {
    return net::Address::v4(low32);
  }
  return std::nullopt;
}

}  // namespace noroshi::minimise
