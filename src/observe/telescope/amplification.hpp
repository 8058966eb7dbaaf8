// Which amplifier a UDP probe looks for: services that answer a small question, whose sender may
// be forged, with a large reply (US-CERT alert TA14-017A).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace noroshi::telescope {

/// "dns-any", "ntp-monlist", "ssdp-search", "memcached-stats", …; "" when the payload sent to
/// `port` asks for nothing that amplifies.  A constant; the first 64 octets suffice.
std::string_view amplification_of(std::uint16_t port, std::span<const std::byte> payload);

}  // namespace noroshi::telescope
