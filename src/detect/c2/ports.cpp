#include "detect/c2/ports.hpp"

#include <algorithm>
#include <array>

namespace noroshi::c2 {
namespace {

struct Service {
  std::uint16_t port;
  std::string_view name;
};

// Their ordinary clients poll or keep alive, so regularity on them says nothing.
constexpr std::array kClockwork{
    Service{53, "DNS"},           Service{67, "DHCP"},          Service{68, "DHCP"},
    Service{123, "NTP"},          Service{137, "NetBIOS"},      Service{138, "NetBIOS"},
    Service{161, "SNMP"},         Service{179, "BGP"},          Service{500, "IPsec"},
    Service{514, "syslog"},       Service{547, "DHCPv6"},       Service{853, "DNS over TLS"},
    Service{1194, "OpenVPN"},     Service{1883, "MQTT"},        Service{1900, "SSDP"},
    Service{3478, "STUN"},        Service{4500, "IPsec"},       Service{5060, "SIP"},
    Service{5061, "SIP"},         Service{5222, "XMPP"},        Service{5223, "Apple push"},
    Service{5228, "Google push"}, Service{5229, "Google push"}, Service{5230, "Google push"},
    Service{5353, "mDNS"},        Service{8883, "MQTT"},        Service{19302, "STUN"},
    Service{51820, "WireGuard"}};  // 51820: WireGuard's documentation; 19302: Google's STUN
static_assert(std::ranges::is_sorted(kClockwork, {}, &Service::port));

constexpr auto kAltWeb =
    std::to_array<std::uint16_t>({8000, 8008, 8080, 8081, 8088, 8443, 8880, 8888});

// Telnet is not among them: across networks hardly anything but scanners and bots uses it.
// 5938 is from TeamViewer's documentation.
constexpr auto kCommon = std::to_array<std::uint16_t>(
    {20,  21,  22,  25,  43,  88,  110,  119,  135,  139,  143,  389,  445,  465,  554,  587,
     636, 873, 989, 990, 993, 995, 1433, 1521, 1723, 1935, 3128, 3306, 3389, 5432, 5900, 5938});
static_assert(std::ranges::is_sorted(kAltWeb) && std::ranges::is_sorted(kCommon));

}  // namespace

std::string_view clockwork_service(std::uint16_t port) {
  const auto* found = std::ranges::lower_bound(kClockwork, port, {}, &Service::port);
  return found != kClockwork.end() && found->port == port ? found->name : std::string_view{};
}

PortClass port_class(std::uint16_t port) {
  if (port == 80 || port == 443) return PortClass::Web;
  if (!clockwork_service(port).empty()) return PortClass::Clockwork;
  if (std::ranges::binary_search(kAltWeb, port)) return PortClass::AltWeb;
  if (std::ranges::binary_search(kCommon, port)) return PortClass::Common;
  return PortClass::Other;
}

}  // namespace noroshi::c2
