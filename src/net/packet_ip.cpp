// IPv4, IPv6, their extension headers, the tunnels inside them, and transport headers.
#include <algorithm>

#include "net/packet_layers.hpp"

namespace noroshi::net {
namespace {

constexpr int kMostExtensions = 16;  // a sane IPv6 packet has at most six (RFC 8200, 4.1)
constexpr std::size_t kIpv6Header = 40;

enum Protocol : std::uint8_t {
  kHopByHop = 0,
  kIcmp = 1,
  kIpv4InIp = 4,
  kTcp = 6,
  kUdp = 17,
  kDccp = 33,
  kIpv6InIp = 41,
  kRouting = 43,
  kFragment = 44,
  kGre = 47,
  kAuthentication = 51,
  kIcmpV6 = 58,
  kNoNextHeader = 59,
  kDestinationOptions = 60,
  kSctp = 132,
  kMobility = 135,
  kUdpLite = 136,
  kMplsInIp = 137,
};

// RFC 2784 and 2890; version 1 is that of PPTP (RFC 2637), which carries PPP.
Decoded decode_gre(Layer layer) {
  if (!layer.has(4)) return undecoded(Undecoded::CutShort);
  const std::uint16_t flags = layer.u16(0);
  const bool checksum = (flags & 0x8000) != 0;
  const bool routing = (flags & 0x4000) != 0;  // RFC 1701, abandoned
  const bool key = (flags & 0x2000) != 0;
  const bool sequence = (flags & 0x1000) != 0;
  const bool acknowledgement = (flags & 0x0080) != 0;
  const unsigned version = flags & 0x0007;
  if (routing || version > 1) return undecoded(Undecoded::NotIp);
  const std::size_t header = 4 + (checksum ? 4u : 0u) + (key ? 4u : 0u) + (sequence ? 4u : 0u) +
                             (version == 1 && acknowledgement ? 4u : 0u);
  if (!layer.has(header)) return undecoded(Undecoded::CutShort);
  const std::uint16_t type = layer.u16(2);
  if (type == ether_type::kTransparentEthernet) return decode_ethernet(layer.after(header));
  return decode_ether_type(layer.after(header), type);
}

bool is_tunnel(std::uint8_t protocol) {
  return protocol == kIpv4InIp || protocol == kIpv6InIp || protocol == kGre ||
         protocol == kMplsInIp;
}

Decoded decode_tunnelled(std::uint8_t protocol, Layer layer) {
  ++layer.depth;
  switch (protocol) {
    case kIpv4InIp:
      return decode_ipv4(layer);
    case kIpv6InIp:
      return decode_ipv6(layer);
    case kMplsInIp:
      return decode_mpls(layer);
    default:
      return decode_gre(layer);
  }
}

// Octets at the start of the transport header that a flow record needs: TCP up to its flags.
std::size_t needed_octets(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return 14;
    case kUdp:
    case kUdpLite:
    case kDccp:
    case kSctp:
      return 4;
    case kIcmp:
    case kIcmpV6:
      return 2;
    default:
      return 0;
  }
}

Decoded decode_transport(const Layer& layer, PacketHeaders headers) {
  if (headers.fragment.offset != 0) return headers;
  const std::size_t needed = needed_octets(headers.protocol);
  if (needed > layer.wire) {
    // A first fragment may be as small as eight octets; it is strange, not broken.
    if (headers.fragment.more) return headers;
    return undecoded(Undecoded::BadTransport);
  }
  if (!layer.has(needed)) return undecoded(Undecoded::CutShort);
  headers.has_transport = true;
  if (needed == 0) return headers;
  if (headers.protocol == kIcmp || headers.protocol == kIcmpV6) {
    headers.destination_port = layer.u16(0);
    return headers;
  }
  headers.source_port = layer.u16(0);
  headers.destination_port = layer.u16(2);
  if (headers.protocol == kTcp) headers.tcp_flags = layer.u8(13);
  return headers;
}

// A tunnel is entered when it is whole; a fragment of one, and one whose inside makes no sense,
// counts as the packet that it is outside, so that no octet is lost.
Decoded decode_payload(const Layer& layer, const PacketHeaders& headers) {
  const bool enter = is_tunnel(headers.protocol) && !headers.fragment.is_fragment() &&
                     layer.depth < kDeepestTunnel;
  if (enter) {
    const Decoded inner = decode_tunnelled(headers.protocol, layer);
    if (inner || inner.error() == Undecoded::CutShort) return inner;
  }
  return decode_transport(layer, headers);
}

// How long the extension header at the start of `layer` is (RFC 8200, section 4; AH counts in
// units of four octets, RFC 4302, section 2.2).  Two octets must be readable.
std::size_t extension_octets(const Layer& layer, std::uint8_t protocol) {
  if (protocol == kFragment) return 8;
  const std::size_t units = layer.u8(1);
  return protocol == kAuthentication ? (units + 2) * 4 : (units + 1) * 8;
}

bool is_extension(std::uint8_t protocol) {
  return protocol == kHopByHop || protocol == kRouting || protocol == kDestinationOptions ||
         protocol == kMobility || protocol == kFragment || protocol == kAuthentication;
}

// RFC 8200, section 4.5.
Fragment read_fragment(const Layer& layer) {
  const std::uint16_t bits = layer.u16(2);
  return {.id = layer.u32(4),
          .offset = static_cast<std::uint16_t>(bits & 0xFFF8),
          .more = (bits & 1) != 0};
}

// Walks over extension headers to the transport header.
Decoded decode_extensions(Layer layer, PacketHeaders headers) {
  for (int count = 0; count < kMostExtensions; ++count) {
    const bool later_fragment = headers.fragment.offset != 0;
    if (!is_extension(headers.protocol) || later_fragment) return decode_payload(layer, headers);
    if (layer.wire < 2) return undecoded(Undecoded::BadIpHeader);
    if (!layer.has(2)) return undecoded(Undecoded::CutShort);
    const std::size_t octets = extension_octets(layer, headers.protocol);
    if (octets > layer.wire) return undecoded(Undecoded::BadIpHeader);
    if (!layer.has(octets)) return undecoded(Undecoded::CutShort);
    if (headers.protocol == kFragment) headers.fragment = read_fragment(layer);
    headers.protocol = layer.u8(0);
    layer = layer.after(octets);
  }
  return undecoded(Undecoded::TooManyHeaders);
}

}  // namespace

Decoded decode_ip(Layer layer) {
  if (!layer.has(1)) return undecoded(Undecoded::CutShort);
  return layer.u8(0) >> 4 == 6 ? decode_ipv6(layer) : decode_ipv4(layer);
}

Decoded decode_ipv4(Layer layer) {
  if (!layer.has(1)) return undecoded(Undecoded::CutShort);
  const std::size_t header = std::size_t{layer.u8(0) & 0x0Fu} * 4;
  if (layer.u8(0) >> 4 != 4 || header < 20) return undecoded(Undecoded::BadIpHeader);
  if (!layer.has(header)) return undecoded(Undecoded::CutShort);
  // Segmentation offload leaves 0 in packets captured before they are cut up.
  const std::size_t total = layer.u16(2) != 0 ? layer.u16(2) : layer.wire;
  if (total < header) return undecoded(Undecoded::BadIpHeader);

  const std::uint16_t fragment = layer.u16(6);
  PacketHeaders headers;
  headers.begin = layer.bytes;
  headers.source = Address::v4(layer.u32(12));
  headers.destination = Address::v4(layer.u32(16));
  headers.octets = static_cast<std::uint32_t>(total);
  headers.protocol = layer.u8(9);
  headers.fragment = {.id = layer.u16(4),
                      .offset = static_cast<std::uint16_t>((fragment & 0x1FFF) * 8),
                      .more = (fragment & 0x2000) != 0};
  const Layer payload = layer.limited_to(total).after(header);
  if (headers.protocol == kAuthentication) return decode_extensions(payload, headers);
  return decode_payload(payload, headers);
}

Decoded decode_ipv6(Layer layer) {
  if (!layer.has(1)) return undecoded(Undecoded::CutShort);
  if (layer.u8(0) >> 4 != 6) return undecoded(Undecoded::BadIpHeader);
  if (!layer.has(kIpv6Header)) return undecoded(Undecoded::CutShort);
  // A length of 0 is a jumbogram (RFC 2675) or segmentation offload, unless nothing follows.
  const std::size_t payload_octets = layer.u16(4);
  const bool empty = layer.u8(6) == kNoNextHeader;
  const std::size_t total = payload_octets != 0 || empty ? kIpv6Header + payload_octets
                                                         : std::max(layer.wire, kIpv6Header);

  PacketHeaders headers;
  headers.begin = layer.bytes;
  headers.source = Address::v6(layer.u64(8), layer.u64(16));
  headers.destination = Address::v6(layer.u64(24), layer.u64(32));
  headers.octets = static_cast<std::uint32_t>(total);
  headers.protocol = layer.u8(6);
  return decode_extensions(layer.limited_to(total).after(kIpv6Header), headers);
}

}  // namespace noroshi::net
