#include "train/replay/udp_payload.hpp"

#include <optional>

#include "model/flow_batch.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::replay {
namespace {

using flow::ipfix::load;
using Found = tl::expected<UdpPayload, const char*>;

constexpr auto kCut = "packet cut short by the capture";
constexpr auto kNotIp = "no IP packet";
constexpr auto kNotUdp = "no UDP datagram";

constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kIpv6 = 0x86DD;

Found none(const char* why) { return tl::unexpected(why); }

std::uint16_t u16(std::string_view bytes, std::size_t at) {
  return load<std::uint16_t>(bytes.data() + at);
}

// Octets of the link layer before the IP packet; nothing if there is none.
std::optional<std::size_t> ethernet_header(std::string_view frame) {
  std::size_t at = 12;
  constexpr std::size_t kMostTags = 4;
  for (std::size_t tags = 0; tags <= kMostTags && frame.size() >= at + 2; ++tags, at += 4) {
    const auto type = u16(frame, at);
    if (type == kIpv4 || type == kIpv6) return at + 2;
    if (type != 0x8100 && type != 0x88A8 && type != 0x9100) break;
  }
  return std::nullopt;
}

std::optional<std::size_t> link_header(net::LinkType link, std::string_view frame) {
  switch (link) {
    case net::LinkType::Ethernet:
      return ethernet_header(frame);
    case net::LinkType::LinuxCooked:
      return 16;
    case net::LinkType::LinuxCooked2:
      return 20;
    case net::LinkType::Null:
    case net::LinkType::Loop:
      return 4;
    case net::LinkType::Raw:
    case net::LinkType::RawBsd:
    case net::LinkType::RawOpenBsd:
    case net::LinkType::Ipv4:
    case net::LinkType::Ipv6:
      return 0;
    default:
      return std::nullopt;
  }
}

net::Address v6_address(const char* at) {
  return net::Address::v6(load<std::uint64_t>(at), load<std::uint64_t>(at + 8));
}

Found from_udp(std::string_view udp, const net::Address& source) {
  constexpr std::size_t kHeader = 8;
  if (udp.size() < kHeader) return none(kCut);
  const std::size_t length = u16(udp, 4);
  if (length < kHeader) return none("UDP length makes no sense");
  if (length > udp.size()) return none(kCut);
  return UdpPayload{source, u16(udp, 0), udp.substr(kHeader, length - kHeader)};
}

Found from_v4(std::string_view packet) {
  if (packet.size() < 20) return none(kCut);
  const std::size_t header = (static_cast<unsigned char>(packet[0]) & 0x0FU) * 4U;
  if (header < 20 || packet.size() < header) return none(kCut);
  if (packet[9] != model::kUdp) return none(kNotUdp);
  if ((u16(packet, 6) & 0x3FFF) != 0) return none("fragment of a datagram");
  return from_udp(packet.substr(header), net::Address::v4(load<std::uint32_t>(&packet[12])));
}

Found from_v6(std::string_view packet) {
  constexpr std::size_t kHeader = 40;
  constexpr char kFragment = 44;
  if (packet.size() < kHeader) return none(kCut);
  if (packet[6] == kFragment) return none("fragment of a datagram");
  if (packet[6] != model::kUdp) return none(kNotUdp);
  return from_udp(packet.substr(kHeader), v6_address(&packet[8]));
}

}  // namespace

Found udp_payload(net::LinkType link, std::span<const std::byte> frame) {
  const std::string_view bytes(reinterpret_cast<const char*>(frame.data()), frame.size());
  const auto header = link_header(link, bytes);
  if (!header) return none(kNotIp);
  if (bytes.size() <= *header) return none(kCut);
  const auto packet = bytes.substr(*header);
  const int version = static_cast<unsigned char>(packet[0]) >> 4;
  if (version == 4) return from_v4(packet);
  return version == 6 ? from_v6(packet) : none(kNotIp);
}

bool looks_like_export(std::string_view datagram) {
  if (datagram.size() < 4) return false;
  const auto first = u16(datagram, 0);
  return first == 5 || first == 9 || first == 10 || load<std::uint32_t>(datagram.data()) == 5;
}

}  // namespace noroshi::replay
