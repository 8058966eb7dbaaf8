// What a server port says about the service behind it.
//
// Numbers are those of the IANA service registry (RFC 6335) unless a comment says otherwise.
#pragma once

#include <cstdint>
#include <string_view>

namespace noroshi::c2 {

enum class PortClass : std::uint8_t {
  Web,        ///< 80, 443: where most traffic is, and where much of the C2 hides
  AltWeb,     ///< 8080 and its kin: proxies, devices, and C2 that wants to look like web
  Clockwork,  ///< services whose clients call on a schedule by design: NTP, DNS, push, VPN, SIP
  Common,     ///< other services in wide use: mail, file transfer, remote access, databases
  Other,      ///< no common service
};

PortClass port_class(std::uint16_t port);

/// "NTP", "DNS", "MQTT", …: what usually listens on a Clockwork port; empty for other ports.
std::string_view clockwork_service(std::uint16_t port);

}  // namespace noroshi::c2
