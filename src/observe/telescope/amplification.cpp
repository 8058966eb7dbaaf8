#include "observe/telescope/amplification.hpp"

#include "observe/telescope/octets.hpp"

namespace noroshi::telescope {
namespace {

using namespace std::string_view_literals;

// The type that the first question of a DNS query asks for; 0 where there is none.
std::uint16_t question_type(const Octets& octets) {
  constexpr std::size_t kHeader = 12;
  constexpr std::size_t kLongestName = 255;  // RFC 1035, section 3.1
  if (!octets.has(kHeader) || (octets.u8(2) & 0x80) != 0 || octets.u16(4) == 0) return 0;
  std::size_t at = kHeader;
  while (octets.has(at + 1) && octets.u8(at) != 0 && at < kHeader + kLongestName) {
    at += std::size_t{1} + octets.u8(at);
  }
  return octets.u16(at + 1);
}

std::string_view dns(const Octets& octets) {
  constexpr std::uint16_t kAny = 255;  // RFC 1035, section 3.2.3
  return question_type(octets) == kAny ? "dns-any"sv : ""sv;
}

// RFC 6762, section 18: a query; that it reaches another network is what amplifies.
std::string_view mdns(const Octets& octets) {
  return octets.has(12) && (octets.u8(2) & 0x80) == 0 ? "mdns"sv : ""sv;
}

// ntpd, include/ntp_request.h: MON_GETLIST is 20, MON_GETLIST_1 is 42, asked in mode 7.
// RFC 9327, section 2: of mode 6, operation 2 reads variables.
std::string_view ntp(const Octets& octets) {
  const std::uint8_t mode = octets.u8(0) & 7;
  const std::uint8_t request = octets.u8(3);
  const bool asks = (octets.u8(0) & 0x80) == 0;
  if (mode == 7 && asks && (request == 42 || request == 20)) return "ntp-monlist"sv;
  if (mode == 6 && (octets.u8(1) & 0x9F) == 2) return "ntp-readvar"sv;
  return {};
}

// RFC 1833, section 3: program 100000; procedure 4 lists what is registered.
std::string_view portmap(const Octets& octets) {
  constexpr std::uint32_t kCall = 0;
  const bool call = octets.has(24) && octets.u32(4) == kCall && octets.u32(12) == 100'000;
  return call && octets.u32(20) == 4 ? "portmap-dump"sv : ""sv;
}

// RFC 1002, section 4.2.17: a name of 34 octets after the header, then type NBSTAT.
std::string_view netbios(const Octets& octets) {
  constexpr std::uint16_t kStatus = 0x0021;
  return octets.u16(12 + 34) == kStatus ? "netbios-status"sv : ""sv;
}

// RFC 3416, section 3: [5] is a GetBulkRequest.
std::string_view snmp(const Octets& octets) {
  return ber_tag_after(octets, 2) == 0xA5 ? "snmp-getbulk"sv : ""sv;
}

// RFC 4511, section 4.5.1: [APPLICATION 3].
std::string_view cldap(const Octets& octets) {
  return ber_tag_after(octets, 1) == 0x63 ? "cldap-search"sv : ""sv;
}

// RFC 2608, section 8: requests by their function number.
std::string_view slp(const Octets& octets) {
  const bool version = octets.u8(0) == 1 || octets.u8(0) == 2;
  const std::uint8_t function = octets.u8(1);
  return version && (function == 1 || function == 6 || function == 9) ? "slp"sv : ""sv;
}

// memcached, doc/protocol.txt: eight octets of frame before the command.
std::string_view memcached(const Octets& octets) {
  if (octets.begins("stats"sv, 8)) return "memcached-stats"sv;
  return octets.begins("get"sv, 8) ? "memcached-get"sv : ""sv;
}

// RFC 6690, section 4: GET /.well-known/core.
std::string_view coap(const Octets& octets) {
  const bool get = octets.u8(0) >> 6 == 1 && octets.u8(1) == 1;
  return get && octets.contains(".well-known"sv) ? "coap-core"sv : ""sv;
}

// Services that sit on any port: game servers (Valve's developer wiki, "Server queries"; Quake
// III) and BitTorrent's distributed table (BEP 5).
std::string_view on_any_port(const Octets& octets) {
  if (octets.u32(0) == 0xFFFFFFFF) {
    if (octets.begins("TSource Engine Query"sv, 4)) return "steam-info"sv;
    if (octets.begins("getstatus"sv, 4)) return "quake-status"sv;
    if (octets.begins("getinfo"sv, 4)) return "quake-info"sv;
  }
  return octets.begins("d1:a"sv) ? "bittorrent-dht"sv : ""sv;
}

std::string_view of_service(std::uint16_t port, const Octets& octets) {
  switch (port) {
    case 17:
      return "qotd"sv;  // RFC 865: answers whatever comes, as does
    case 19:
      return "chargen"sv;  // RFC 864
    case 53:
      return dns(octets);
    case 69:
      return octets.u16(0) == 1 ? "tftp-read"sv : ""sv;  // RFC 1350, section 5
    case 111:
      return portmap(octets);
    case 123:
      return ntp(octets);
    case 137:
      return netbios(octets);
    case 161:
      return snmp(octets);
    case 389:
      return cldap(octets);
    case 427:
      return slp(octets);
    case 520:
      return octets.u8(0) == 1 && octets.u8(1) == 1 ? "rip-v1"sv : ""sv;  // RFC 1058
    case 1434:  // [MC-SQLR], sections 2.2.1 and 2.2.2
      return octets.u8(0) == 2 || octets.u8(0) == 3 ? "mssql-browser"sv : ""sv;
    case 1900:
      return octets.begins("M-SEARCH"sv) ? "ssdp-search"sv : ""sv;
    case 3702:
      return octets.begins("<"sv) ? "ws-discovery"sv : ""sv;
    case 5353:
      return mdns(octets);
    case 5683:
      return coap(octets);
    case 11211:
      return memcached(octets);
    default:
      return {};
  }
}

}  // namespace

std::string_view amplification_of(std::uint16_t port, std::span<const std::byte> payload) {
  const Octets octets(payload);
  if (octets.text.empty()) return {};
  const std::string_view service = of_service(port, octets);
  return service.empty() ? on_any_port(octets) : service;
}

}  // namespace noroshi::telescope
