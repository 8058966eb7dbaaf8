#include "observe/telescope/reflector.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "observe/telescope/octets.hpp"

namespace noroshi::telescope {
namespace {

using namespace std::string_view_literals;

template <std::size_t N>
bool begins_with_any(const Octets& octets, const std::array<std::string_view, N>& words,
                     std::size_t at = 0) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return octets.begins(word, at); });
}

// RFC 864: a pattern of printable characters.
bool is_chargen(const Octets& octets) {
  constexpr std::size_t kLook = 64;
  const std::string_view look = octets.text.substr(0, kLook);
  return look.size() == kLook && std::all_of(look.begin(), look.end(), [](unsigned char c) {
           return std::isprint(c) != 0 || c == '\r' || c == '\n';
         });
}

// RFC 1035, section 4.1.1; NetBIOS names (RFC 1002) and mDNS (RFC 6762) share the header.
bool is_dns_response(const Octets& octets) {
  const bool response = (octets.u8(2) & 0x80) != 0;
  return octets.has(12) && response && octets.u16(4) <= 1;
}

// RFC 5531, section 9: transaction, then 1 for a reply.
bool is_rpc_reply(const Octets& octets) { return octets.has(24) && octets.u32(4) == 1; }

// RFC 5905, section 7.3: mode 4 is a server; RFC 9327: of mode 6, the highest bit of the second
// octet marks a response; of mode 7 (ntpd's own), that of the first.
bool is_ntp_response(const Octets& octets) {
  constexpr std::size_t kPacket = 48;
  const std::uint8_t first = octets.u8(0);
  switch (first & 7) {
    case 4:
      return octets.has(kPacket) && (first >> 3 & 7) != 0;
    case 6:
      return octets.has(12) && (octets.u8(1) & 0x80) != 0;
    case 7:
      return octets.has(8) && (first & 0x80) != 0;
    default:
      return false;
  }
}

// RFC 3416, section 3: [2] is a Response-PDU, after version and community.
bool is_snmp_response(const Octets& octets) { return ber_tag_after(octets, 2) == 0xA2; }

// RFC 4511, section 4.5.2: [APPLICATION 4] and [APPLICATION 5], after the message's number.
bool is_ldap_result(const Octets& octets) {
  const std::uint8_t tag = ber_tag_after(octets, 1);
  return tag == 0x64 || tag == 0x65;
}

// RFC 2608, section 8: replies and advertisements by their function number.
bool is_slp_reply(const Octets& octets) {
  constexpr std::array<std::uint8_t, 6> kReplies = {2, 5, 7, 8, 10, 11};
  const bool version = octets.u8(0) == 1 || octets.u8(0) == 2;
  return octets.has(12) && version &&
         std::find(kReplies.begin(), kReplies.end(), octets.u8(1)) != kReplies.end();
}

// RFC 9000, section 17.2: a long header, of a version that is spoken, or 0 for negotiation.
bool is_quic(const Octets& octets) {
  const std::uint32_t version = octets.u32(1);
  const bool known = version == 0 || version == 1 || version == 0x6B3343CF ||  // RFC 9369
                     version >> 8 == 0xFF0000;                                 // drafts
  return octets.has(7) && (octets.u8(0) & 0x80) != 0 && known;
}

// RFC 7296, section 3.1: the R flag of version 2; of version 1 (RFC 2408) the responder's cookie.
bool is_ike_response(const Octets& octets) {
  if (!octets.has(28)) return false;
  const std::uint8_t version = octets.u8(17) >> 4;
  if (version == 2) return (octets.u8(19) & 0x20) != 0;
  return version == 1 && (octets.u32(8) != 0 || octets.u32(12) != 0);
}

// IPMI 2.0, sections 5.1 and 13.8: an odd network function is a response; the pong of ASF is
// type 40 hex.
bool is_rmcp_response(const Octets& octets) {
  if (octets.u8(0) != 0x06) return false;
  if (octets.u8(3) == 0x06) return octets.u8(8) == 0x40;
  return octets.u8(3) == 0x07 && octets.has(16) && (octets.u8(15) >> 2 & 1) != 0;
}

// RFC 8489, section 5: class 10 binary is a success, 11 an error.
bool is_stun_response(const Octets& octets) {
  constexpr std::uint32_t kMagicCookie = 0x2112A442;
  return octets.has(20) && octets.u32(4) == kMagicCookie && (octets.u16(0) & 0xC100) == 0x0100;
}

// RFC 7252, section 3: classes 2, 4 and 5 are responses.
bool is_coap_response(const Octets& octets) {
  const std::uint8_t code_class = octets.u8(1) >> 5;
  return octets.has(4) && octets.u8(0) >> 6 == 1 && code_class >= 2 && code_class <= 5;
}

// memcached, doc/protocol.txt: after a frame of eight octets, the lines of an answer.
bool is_memcached_answer(const Octets& octets) {
  constexpr std::size_t kFrame = 8;
  constexpr std::array kAnswers = {"STAT "sv, "VALUE "sv,       "END"sv,          "VERSION "sv,
                                   "ERROR"sv, "CLIENT_ERROR"sv, "SERVER_ERROR"sv, "STORED"sv};
  return begins_with_any(octets, kAnswers, kFrame);
}

// Queries of game servers: Valve's developer wiki, "Server queries"; Quake III's networking.
bool is_game_answer(const Octets& octets) {
  if (octets.u32(0) != 0xFFFFFFFF) return false;
  constexpr std::array kAnswers = {"statusResponse"sv, "infoResponse"sv};
  const std::uint8_t kind = octets.u8(4);
  return kind == 'I' || kind == 'D' || kind == 'E' || kind == 'A' ||
         begins_with_any(octets, kAnswers, 4);
}

// BEP 5: the member y of a bencoded dictionary is r (response) or e (error).
bool is_dht_answer(const Octets& octets) {
  return octets.u8(0) == 'd' && (octets.contains("1:y1:r"sv) || octets.contains("1:y1:e"sv));
}

// RFC 6347, section 4.2: a server's first messages, HelloVerifyRequest and ServerHello.
bool is_dtls_server(const Octets& octets) {
  const bool handshake = octets.u8(0) == 22 && octets.u8(1) == 0xFE;
  return handshake && (octets.u8(13) == 2 || octets.u8(13) == 3);
}

bool is_reply_of_service(std::uint16_t port, const Octets& octets) {
  switch (port) {
    case 19:
      return is_chargen(octets);
    case 53:
    case 137:
    case 5353:
      return is_dns_response(octets);
    case 111:
      return is_rpc_reply(octets);
    case 123:
      return is_ntp_response(octets);
    case 161:
      return is_snmp_response(octets);
    case 389:
      return is_ldap_result(octets);
    case 427:
      return is_slp_reply(octets);
    case 443:
      return is_quic(octets);
    case 500:
      return is_ike_response(octets);
    case 520:  // RFC 1058, section 3.1
      return octets.has(24) && octets.u8(0) == 2;
    case 623:
      return is_rmcp_response(octets);
    case 1434:  // [MC-SQLR], section 2.2.5
      return octets.u8(0) == 0x05;
    case 1900:  // UPnP Device Architecture, section 1.3.3
      return octets.begins("HTTP/1."sv);
    case 3478:
      return is_stun_response(octets);
    case 3702:  // WS-Discovery 1.1, sections 5.3 and 6.3
      return octets.contains("ProbeMatch"sv) || octets.contains("ResolveMatch"sv);
    case 5060:  // RFC 3261, section 7.2
      return octets.begins("SIP/2.0 "sv);
    case 5683:
      return is_coap_response(octets);
    case 11211:
      return is_memcached_answer(octets);
    default:
      return false;
  }
}

}  // namespace

bool is_udp_reply(std::uint16_t source_port, std::span<const std::byte> payload) {
  const Octets octets(payload);
  // These services sit on any port.
  if (is_game_answer(octets) || is_dht_answer(octets) || is_dtls_server(octets)) return true;
  return is_reply_of_service(source_port, octets);
}

}  // namespace noroshi::telescope
