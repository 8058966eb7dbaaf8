// Link layers, tags, labels: everything outside IP.  What lies inside is in packet_ip.cpp.
#include "net/packet.hpp"

#include <algorithm>
#include <array>

#include "net/packet_layers.hpp"

namespace noroshi::net {
namespace {

constexpr int kMostTags = 8;     // 802.1Q inside 802.1ad is two
constexpr int kMostLabels = 16;  // segment routing pushes ten or so

// Field lengths up to 1500 are lengths, from 1536 types (IEEE 802.3, clause 3.2.6).
constexpr std::uint16_t kFirstEtherType = 0x0600;

Decoded decode_llc(Layer layer) {
  if (!layer.has(3)) return undecoded(Undecoded::CutShort);
  constexpr std::uint8_t kIpSap = 0x06;
  constexpr std::uint8_t kSnapSap = 0xAA;
  const std::uint8_t destination_sap = layer.u8(0);
  if (destination_sap == kIpSap) return decode_ip(layer.after(3));
  if (destination_sap != kSnapSap) return undecoded(Undecoded::NotIp);
  if (!layer.has(8)) return undecoded(Undecoded::CutShort);
  const std::uint32_t organisation = layer.u32(2) & 0xFFFFFF;  // the octet before it is control
  if (organisation != 0) return undecoded(Undecoded::NotIp);
  return decode_ether_type(layer.after(8), layer.u16(6));
}

// RFC 1661, with the compression of address, control and protocol fields (section 6.5, 6.6).
Decoded decode_ppp(Layer layer) {
  if (!layer.has(2)) return undecoded(Undecoded::CutShort);
  if (layer.u16(0) == 0xFF03) layer = layer.after(2);
  if (!layer.has(1)) return undecoded(Undecoded::CutShort);
  const bool one_octet = (layer.u8(0) & 1) != 0;
  if (!layer.has(one_octet ? 1 : 2)) return undecoded(Undecoded::CutShort);
  const std::uint16_t protocol = one_octet ? layer.u8(0) : layer.u16(0);
  const Layer inner = layer.after(one_octet ? 1 : 2);
  switch (protocol) {
    case 0x0021:
      return decode_ipv4(inner);
    case 0x0057:
      return decode_ipv6(inner);
    case 0x0281:
    case 0x0283:
      return decode_mpls(inner);
    default:
      return undecoded(Undecoded::NotIp);
  }
}

// RFC 2516, section 4: version and type 1, code 0 (session data), session id, length.
Decoded decode_pppoe(Layer layer) {
  if (!layer.has(6)) return undecoded(Undecoded::CutShort);
  if (layer.u16(0) != 0x1100) return undecoded(Undecoded::NotIp);
  return decode_ppp(layer.after(6));
}

// Cisco HDLC: address, control, EtherType.
Decoded decode_cisco_hdlc(Layer layer) {
  if (!layer.has(4)) return undecoded(Undecoded::CutShort);
  return decode_ether_type(layer.after(4), layer.u16(2));
}

Decoded decode_ppp_hdlc(Layer layer) {
  if (!layer.has(1)) return undecoded(Undecoded::CutShort);
  const bool cisco = layer.u8(0) == 0x0F || layer.u8(0) == 0x8F;  // unicast, multicast
  return cisco ? decode_cisco_hdlc(layer) : decode_ppp(layer);
}

// The family is a number of the capturing system: IPv4 is 2 everywhere, IPv6 is 10 on Linux, 24 on
// NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS.  In host order of either kind it is small.
Decoded decode_loopback(Layer layer) {
  if (!layer.has(4)) return undecoded(Undecoded::CutShort);
  const std::uint32_t network_order = layer.u32(0);
  const std::uint32_t family =
      network_order > 0xFFFF ? __builtin_bswap32(network_order) : network_order;
  switch (family) {
    case 2:
      return decode_ipv4(layer.after(4));
    case 10:
    case 24:
    case 28:
    case 30:
      return decode_ipv6(layer.after(4));
    default:
      return undecoded(Undecoded::NotIp);
  }
}

// Linux "cooked" captures: the protocol field is an EtherType, or 4 for an LLC header.
Decoded decode_cooked(Layer layer, std::size_t header, std::size_t protocol_at) {
  if (!layer.has(header)) return undecoded(Undecoded::CutShort);
  constexpr std::uint16_t kLlc = 4;
  const std::uint16_t protocol = layer.u16(protocol_at);
  if (protocol == kLlc) return decode_llc(layer.after(header));
  if (protocol < kFirstEtherType) return undecoded(Undecoded::NotIp);
  return decode_ether_type(layer.after(header), protocol);
}

bool is_known(std::uint16_t type) {
  using namespace ether_type;
  constexpr std::array kKnown = {kIpv4,    kArp,          kVlan,         kIpv6,       kMpls,
                                 kOldQinQ, kMplsUpstream, kPppoeSession, kServiceVlan};
  return std::find(kKnown.begin(), kKnown.end(), type) != kKnown.end();
}

bool looks_like_ethernet(const Layer& layer, std::size_t at) {
  return layer.has(at + 14) && is_known(layer.u16(at + 12));
}

// An IPv4 header sums to all ones (RFC 1071), a MAC address and what follows it hardly ever.
bool looks_like_ipv4(const Layer& layer) {
  const std::size_t header = std::size_t{layer.u8(0) & 0x0Fu} * 4;
  if (header < 20 || !layer.has(header)) return false;
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < header; at += 2) sum += layer.u16(at);
  sum = (sum & 0xFFFF) + (sum >> 16);
  return (sum & 0xFFFF) + (sum >> 16) == 0xFFFF;
}

// MPLS does not say what it carries.  Routers look at the first nibble (RFC 4928): 4 and 6 are IP
// unless that would be a worse reading than an Ethernet pseudowire, whose MAC address may begin so
// too; 0 is the control word of a pseudowire (RFC 4385) or such an address.
Decoded decode_labelled(Layer layer) {
  if (!layer.has(1)) return undecoded(Undecoded::CutShort);
  const bool ethernet = looks_like_ethernet(layer, 0);
  switch (layer.u8(0) >> 4) {
    case 4:
      return ethernet && !looks_like_ipv4(layer) ? decode_ethernet(layer) : decode_ipv4(layer);
    case 6: {
      const bool fits = layer.has(6) && std::size_t{layer.u16(4)} + 40 <= layer.wire;
      return ethernet && !fits ? decode_ethernet(layer) : decode_ipv6(layer);
    }
    case 0: {
      constexpr std::size_t kControlWord = 4;
      if (ethernet && !looks_like_ethernet(layer, kControlWord)) return decode_ethernet(layer);
      if (!layer.has(kControlWord)) return undecoded(Undecoded::CutShort);
      return decode_ethernet(layer.after(kControlWord));
    }
    default:
      if (ethernet) return decode_ethernet(layer);
      return undecoded(layer.has(14) ? Undecoded::NotIp : Undecoded::CutShort);
  }
}

}  // namespace

Decoded decode_mpls(Layer layer) {
  for (int labels = 0; labels < kMostLabels; ++labels) {
    if (!layer.has(4)) return undecoded(Undecoded::CutShort);
    const bool bottom = (layer.u8(2) & 1) != 0;
    layer = layer.after(4);
    if (bottom) return decode_labelled(layer);
  }
  return undecoded(Undecoded::TooManyHeaders);
}

Decoded decode_ethernet(Layer layer) {
  if (!layer.has(14)) return undecoded(Undecoded::CutShort);
  return decode_ether_type(layer.after(14), layer.u16(12));
}

Decoded decode_ether_type(Layer layer, std::uint16_t type) {
  using namespace ether_type;
  for (int tags = 0; tags <= kMostTags; ++tags) {
    if (type < kFirstEtherType) return decode_llc(layer);
    switch (type) {
      case kIpv4:
        return decode_ipv4(layer);
      case kIpv6:
        return decode_ipv6(layer);
      case kMpls:
      case kMplsUpstream:
        return decode_mpls(layer);
      case kPppoeSession:
        return decode_pppoe(layer);
      case kPpp:
        return decode_ppp(layer);
      case kVlan:
      case kServiceVlan:
      case kOldQinQ:
        break;
      default:
        return undecoded(Undecoded::NotIp);
    }
    if (!layer.has(4)) return undecoded(Undecoded::CutShort);
    type = layer.u16(2);
    layer = layer.after(4);
  }
  return undecoded(Undecoded::TooManyHeaders);
}

Decoded decode(LinkType link_type, std::span<const std::byte> captured, std::size_t wire_length,
               Tunnels tunnels) {
  const Layer frame{captured.data(), captured.size(), std::max(wire_length, captured.size()),
                    tunnels == Tunnels::Enter ? 0 : kDeepestTunnel};
  switch (link_type) {
    case LinkType::Ethernet:
      return decode_ethernet(frame);
    case LinkType::Null:
    case LinkType::Loop:
      return decode_loopback(frame);
    case LinkType::Ppp:
      return decode_ppp(frame);
    case LinkType::PppHdlc:
      return decode_ppp_hdlc(frame);
    case LinkType::PppEther:
      return decode_pppoe(frame);
    case LinkType::CiscoHdlc:
      return decode_cisco_hdlc(frame);
    case LinkType::RawBsd:
    case LinkType::RawOpenBsd:
    case LinkType::Raw:
      return decode_ip(frame);
    case LinkType::Ipv4:
      return decode_ipv4(frame);
    case LinkType::Ipv6:
      return decode_ipv6(frame);
    case LinkType::Mpls:
      return decode_mpls(frame);
    case LinkType::LinuxCooked:
      return decode_cooked(frame, 16, 14);
    case LinkType::LinuxCooked2:
      return decode_cooked(frame, 20, 0);
    case LinkType::Wireless:
    case LinkType::WirelessPrism:
    case LinkType::WirelessRadiotap:
    case LinkType::WirelessAvs:
    case LinkType::WirelessPpi:
      return undecoded(Undecoded::Wireless);
  }
  return undecoded(Undecoded::UnknownLinkType);
}

std::string_view to_string(Undecoded reason) {
  switch (reason) {
    case Undecoded::CutShort:
      return "header cut short by the capture";
    case Undecoded::NotIp:
      return "frame holds no IP packet";
    case Undecoded::UnknownLinkType:
      return "link type is not known";
    case Undecoded::Wireless:
      return "IEEE 802.11 frame is not decoded";
    case Undecoded::BadIpHeader:
      return "IP header contradicts itself";
    case Undecoded::BadTransport:
      return "IP packet is too short for its transport header";
    case Undecoded::TooManyHeaders:
      return "too many tags, labels or extension headers";
  }
  return "frame is not decoded";
}

bool is_malformed(Undecoded reason) {
  return reason == Undecoded::CutShort || reason == Undecoded::BadIpHeader ||
         reason == Undecoded::BadTransport || reason == Undecoded::TooManyHeaders;
}

}  // namespace noroshi::net
