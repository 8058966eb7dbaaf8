// What may be sent: a protocol, and the ports that it may be sent to.
//
//   "tcp/23"  "tcp/8000-8080"  "udp/161"  "icmp/8"  "icmpv6/128"
//
// ICMP has types instead of ports, and a permit names those with code 0 alone; as in
// net::PacketHeaders, type × 256 + code stands in the place of the port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::permit {

inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIcmpV6 = 58;

struct Service {
  std::uint8_t protocol = 0;
  std::uint16_t first = 0;
  std::uint16_t last = 0;  ///< inclusive

  static Result<Service> parse(std::string_view text);

  [[nodiscard]] bool covers(std::uint8_t other, std::uint16_t port) const {
    return protocol == other && first <= port && port <= last;
  }
  [[nodiscard]] std::string to_string() const;  ///< what `parse` reads

  friend bool operator==(const Service&, const Service&) = default;
};

}  // namespace noroshi::permit
