// One captured frame → the headers that flow metering needs.
//
// `decode` walks from the link layer through tags, labels and tunnels to the innermost IP packet
// that it can read, and returns addresses, ports and lengths; payload is never looked at.  It is
// pure, allocates nothing, and bounds every loop, so that hostile bytes cost no more than honest
// ones.  What it understands is listed in docs/formats/packet-metering.md.
//
// Lengths come from the IP headers.  A frame that the capture cut short is fine as long as the
// headers are whole, so a capture with a small snapshot length still counts true octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <tl/expected.hpp>

#include "net/address.hpp"

namespace noroshi::net {

/// The link types that `decode` tells apart, by their numbers in capture files (the LINKTYPE_
/// registry of tcpdump.org); where libpcap hands out another number (DLT_), both are listed.
enum class LinkType : std::uint16_t {
  Null = 0,  ///< BSD loopback: address family in the byte order of the capturing host
  Ethernet = 1,
  Ppp = 9,
  RawBsd = 12,      ///< DLT_RAW on most systems
  RawOpenBsd = 14,  ///< DLT_RAW on OpenBSD
  PppHdlc = 50,     ///< PPP or Cisco HDLC, told apart by the first byte
  PppEther = 51,    ///< PPPoE session, without the Ethernet header
  Raw = 101,        ///< IPv4 or IPv6, by its version
  CiscoHdlc = 104,
  Wireless = 105,       ///< IEEE 802.11: recognised, not decoded
  Loop = 108,           ///< OpenBSD loopback: address family in network order
  LinuxCooked = 113,    ///< "any" device (SLL)
  WirelessPrism = 119,  ///< IEEE 802.11 behind a Prism header
  WirelessRadiotap = 127,
  WirelessAvs = 163,
  WirelessPpi = 192,
  Mpls = 219,
  Ipv4 = 228,
  Ipv6 = 229,
  LinuxCooked2 = 276,  ///< "any" device (SLL2)
};

/// Why a frame gave no headers.
enum class Undecoded : std::uint8_t {
  CutShort,         ///< the capture ends before the headers do
  NotIp,            ///< ARP, spanning tree, PPP control, …
  UnknownLinkType,  ///< nothing is known about this kind of link
  Wireless,         ///< IEEE 802.11, which is mostly encrypted and is not decoded
  BadIpHeader,      ///< version, header length or total length contradict each other
  BadTransport,     ///< the IP packet is too short for its transport header
  TooManyHeaders,   ///< more tags, labels or extension headers than any network needs
};

/// A short constant phrase for counting, such as "header cut short by the capture".
std::string_view to_string(Undecoded reason);

/// True for frames that are broken; false for those that are merely of no use to flow metering.
bool is_malformed(Undecoded reason);

struct Fragment {
  std::uint32_t id = 0;
  std::uint16_t offset = 0;  ///< in octets
  bool more = false;         ///< further fragments follow

  [[nodiscard]] bool is_fragment() const { return more || offset != 0; }
};

/// Whether the packet inside a tunnel is decoded (IP in IP, GRE, MPLS in IP) or the tunnel's own.
enum class Tunnels : std::uint8_t { Enter, Stay };

/// The innermost IP packet of a frame; with Tunnels::Stay the outermost.
struct PacketHeaders {
  Address source;
  Address destination;
  std::uint32_t octets = 0;            ///< of this IP packet, header included
  std::uint16_t source_port = 0;       ///< 0 without ports
  std::uint16_t destination_port = 0;  ///< for ICMP: type × 256 + code
  std::uint8_t protocol = 0;           ///< IANA number of what follows the IP headers
  std::uint8_t tcp_flags = 0;          ///< all eight bits, CWR and ECE included
  bool has_transport = false;          ///< ports and flags were there to be read
  Fragment fragment;
  const std::byte* begin = nullptr;  ///< of its IP header, within the captured frame
};

using Decoded = tl::expected<PacketHeaders, Undecoded>;

/// Decodes one frame of which `captured` was kept and that was `wire_length` octets long.
Decoded decode(LinkType link_type, std::span<const std::byte> captured, std::size_t wire_length,
               Tunnels tunnels = Tunnels::Enter);

}  // namespace noroshi::net
