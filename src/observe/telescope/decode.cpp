#include "observe/telescope/decode.hpp"

#include <algorithm>
#include <cstring>

#include "net/packet_layers.hpp"

namespace noroshi::telescope {
namespace {

using net::Layer;

constexpr int kMostExtensions = 16;  // as net::decode
constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kVlanTag = 4;
constexpr int kMostTagsInPlace = 2;  // IEEE 802.1ad; more are net::decode's
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kTcpHeader = 20;

enum Extension : std::uint8_t {
  kHopByHop = 0,
  kRouting = 43,
  kFragment = 44,
  kAuthentication = 51,
  kNoNextHeader = 59,
  kDestinationOptions = 60,
  kMobility = 135,
};
constexpr std::uint8_t kDccp = 33;
constexpr std::uint8_t kUdpLite = 136;

Fault fault_of(net::Undecoded reason) {
  switch (reason) {
    case net::Undecoded::CutShort:
      return Fault::CutShort;
    case net::Undecoded::NotIp:
      return Fault::NotIp;
    case net::Undecoded::UnknownLinkType:
      return Fault::UnknownLinkType;
    case net::Undecoded::Wireless:
      return Fault::Wireless;
    case net::Undecoded::BadIpHeader:
      return Fault::BadIpHeader;
    case net::Undecoded::BadTransport:
      return Fault::BadTransport;
    case net::Undecoded::TooManyHeaders:
      return Fault::TooManyHeaders;
  }
  return Fault::BadIpHeader;
}

// Kinds and MSS (RFC 9293, section 3.1); stops where the list ends or makes no sense.
void read_options(const Layer& tcp, std::size_t end, Packet& packet) {
  constexpr std::uint8_t kEndOfList = 0;
  constexpr std::uint8_t kPadding = 1;
  constexpr std::uint8_t kMss = 2;
  std::size_t count = 0;
  for (std::size_t at = kTcpHeader; at < end && count < packet.options.size();) {
    const std::uint8_t kind = tcp.u8(at);
    if (kind == kEndOfList) return;
    packet.options[count++] = kind;
    if (kind == kPadding) {
      ++at;
      continue;
    }
    if (at + 2 > end) return;
    const std::size_t octets = tcp.u8(at + 1);
    if (octets < 2 || at + octets > end) return;
    if (kind == kMss && octets == 4) packet.mss = tcp.u16(at + 2);
    at += octets;
  }
}

void set_payload(const Layer& layer, std::size_t header, Packet& packet) {
  if (layer.captured > header) packet.payload = {layer.bytes + header, layer.captured - header};
}

void read_tcp(const Layer& layer, Packet& packet) {
  packet.source_port = layer.u16(0);
  packet.destination_port = layer.u16(2);
  packet.sequence = layer.u32(4);
  packet.acknowledgement = layer.u32(8);
  packet.tcp_flags = layer.u8(13);
  if (layer.captured < kTcpHeader) return;
  packet.window = layer.u16(14);
  // A header shorter than itself is a forger's: it has neither options nor payload.
  const std::size_t header = std::size_t{layer.u8(12)} >> 4 << 2;
  if (header > kTcpHeader) read_options(layer, std::min(header, layer.captured), packet);
  if (header >= kTcpHeader) set_payload(layer, header, packet);
}

void read_icmp(const Layer& layer, Packet& packet) {
  packet.destination_port = layer.u16(0);
  if (!layer.has(8)) return;
  packet.sequence = layer.u32(4);
  set_payload(layer, 8, packet);
}

// Octets at the start of the transport header without which there are no ports or flags: what
// net::decode asks for.
std::size_t needed_octets(std::uint8_t protocol) {
  switch (protocol) {
    case protocol::kTcp:
      return 14;
    case protocol::kUdp:
    case protocol::kSctp:
    case kUdpLite:
    case kDccp:
      return 4;
    case protocol::kIcmp:
    case protocol::kIcmpV6:
      return 2;
    default:
      return 0;
  }
}

void read_ports(const Layer& layer, std::size_t header, Packet& packet) {
  packet.source_port = layer.u16(0);
  packet.destination_port = layer.u16(2);
  set_payload(layer, header, packet);
}

Fault read_transport(const Layer& layer, Packet& packet) {
  if (packet.later_fragment) {
    set_payload(layer, 0, packet);
    return Fault::None;
  }
  const std::size_t needed = needed_octets(packet.protocol);
  if (needed > layer.wire) {
    // A first fragment may be as small as eight octets; it is strange, not broken.
    return packet.fragment ? Fault::None : Fault::BadTransport;
  }
  if (!layer.has(needed)) return Fault::CutShort;
  switch (packet.protocol) {
    case protocol::kTcp:
      read_tcp(layer, packet);
      break;
    case protocol::kUdp:
    case kUdpLite:
      read_ports(layer, 8, packet);
      break;
    case protocol::kSctp:
    case kDccp:
      read_ports(layer, 12, packet);
      break;
    case protocol::kIcmp:
    case protocol::kIcmpV6:
      read_icmp(layer, packet);
      break;
    default:
      set_payload(layer, 0, packet);
  }
  return Fault::None;
}

bool is_extension(std::uint8_t protocol) {
  return protocol == kHopByHop || protocol == kRouting || protocol == kDestinationOptions ||
         protocol == kMobility || protocol == kFragment || protocol == kAuthentication;
}

// RFC 8200, section 4; the authentication header counts in fours (RFC 4302, section 2.2).
std::size_t extension_octets(const Layer& layer, std::uint8_t protocol) {
  if (protocol == kFragment) return 8;
  const std::size_t units = layer.u8(1);
  return protocol == kAuthentication ? (units + 2) * 4 : (units + 1) * 8;
}

void note_fragment(bool more, bool later, Packet& packet) {
  packet.later_fragment = later;
  packet.fragment = more || later;
}

Fault read_extensions(Layer layer, Packet& packet) {
  for (int count = 0; count < kMostExtensions; ++count) {
    if (!is_extension(packet.protocol) || packet.later_fragment) {
      return read_transport(layer, packet);
    }
    if (layer.wire < 2) return Fault::BadIpHeader;
    if (!layer.has(2)) return Fault::CutShort;
    const std::size_t octets = extension_octets(layer, packet.protocol);
    if (octets > layer.wire) return Fault::BadIpHeader;
    if (!layer.has(octets)) return Fault::CutShort;
    if (packet.protocol == kFragment) {
      const std::uint16_t bits = layer.u16(2);
      note_fragment((bits & 1) != 0, (bits & 0xFFF8) != 0, packet);
    }
    packet.protocol = layer.u8(0);
    layer = layer.after(octets);
  }
  return Fault::TooManyHeaders;
}

Fault read_ipv4(const Layer& layer, Packet& packet) {
  if (!layer.has(1)) return Fault::CutShort;
  const std::size_t header = std::size_t{layer.u8(0) & 0x0Fu} * 4;
  if (layer.u8(0) >> 4 != 4 || header < 20) return Fault::BadIpHeader;
  if (!layer.has(header)) return Fault::CutShort;
  // Segmentation offload leaves 0 in packets captured before they are cut up.
  const std::size_t total = layer.u16(2) != 0 ? layer.u16(2) : layer.wire;
  if (total < header) return Fault::BadIpHeader;

  const std::uint16_t fragment = layer.u16(6);
  packet.source = net::Address::v4(layer.u32(12));
  packet.destination = net::Address::v4(layer.u32(16));
  packet.length = static_cast<std::uint32_t>(total);
  packet.ip_id = layer.u16(4);
  packet.ttl = layer.u8(8);
  packet.protocol = layer.u8(9);
  packet.dont_fragment = (fragment & 0x4000) != 0;
  note_fragment((fragment & 0x2000) != 0, (fragment & 0x1FFF) != 0, packet);
  const Layer payload = layer.limited_to(total).after(header);
  if (packet.protocol == kAuthentication) return read_extensions(payload, packet);
  return read_transport(payload, packet);
}

Fault read_ipv6(const Layer& layer, Packet& packet) {
  if (!layer.has(1)) return Fault::CutShort;
  if (layer.u8(0) >> 4 != 6) return Fault::BadIpHeader;
  if (!layer.has(kIpv6Header)) return Fault::CutShort;
  // A length of 0 is a jumbogram (RFC 2675) or segmentation offload, unless nothing follows.
  const std::size_t octets = layer.u16(4);
  const bool empty = layer.u8(6) == kNoNextHeader;
  const std::size_t total =
      octets != 0 || empty ? kIpv6Header + octets : std::max(layer.wire, kIpv6Header);

  packet.source = net::Address::v6(layer.u64(8), layer.u64(16));
  packet.destination = net::Address::v6(layer.u64(24), layer.u64(32));
  packet.length = static_cast<std::uint32_t>(total);
  packet.protocol = layer.u8(6);
  packet.ttl = layer.u8(7);
  return read_extensions(layer.limited_to(total).after(kIpv6Header), packet);
}

Fault read_ip(const Layer& layer, Packet& packet) {
  if (!layer.has(1)) return Fault::CutShort;
  return layer.u8(0) >> 4 == 6 ? read_ipv6(layer, packet) : read_ipv4(layer, packet);
}

// Link layers, tags and labels of the rarer kinds: net::decode finds the IP packet in them.
Fault read_elsewhere(net::LinkType link, const Layer& frame, Packet& packet) {
  const auto found =
      net::decode(link, {frame.bytes, frame.captured}, frame.wire, net::Tunnels::Stay);
  if (!found) return fault_of(found.error());
  return read_ip(frame.after(static_cast<std::size_t>(found->begin - frame.bytes)), packet);
}

Fault read_ethernet(const Layer& frame, Packet& packet) {
  std::size_t at = kEthernetHeader;
  for (int tags = 0; tags <= kMostTagsInPlace && frame.has(at); ++tags, at += kVlanTag) {
    switch (frame.u16(at - 2)) {
      case net::ether_type::kIpv4:
        return read_ipv4(frame.after(at), packet);
      case net::ether_type::kIpv6:
        return read_ipv6(frame.after(at), packet);
      case net::ether_type::kVlan:
      case net::ether_type::kServiceVlan:
        break;
      default:
        return read_elsewhere(net::LinkType::Ethernet, frame, packet);
    }
  }
  return read_elsewhere(net::LinkType::Ethernet, frame, packet);
}

Fault read_frame(const Frame& frame, Packet& packet) {
  if (frame.fault != Fault::None) return frame.fault;
  const Layer layer{frame.bytes, frame.captured, std::max(frame.wire, frame.captured)};
  switch (frame.link) {
    case net::LinkType::Ethernet:
      return read_ethernet(layer, packet);
    case net::LinkType::Raw:
      return read_ip(layer, packet);
    default:
      return read_elsewhere(frame.link, layer, packet);
  }
}

}  // namespace

void decode(const Frame& frame, Packet& packet) {
  packet = {};
  packet.time = frame.time;
  packet.fault = read_frame(frame, packet);
}

void decode(std::span<const Frame> frames, std::span<Packet> packets) {
  for (std::size_t i = 0; i < frames.size(); ++i) decode(frames[i], packets[i]);
}

}  // namespace noroshi::telescope
