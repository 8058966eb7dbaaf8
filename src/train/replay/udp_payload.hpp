// The UDP payload of a captured frame: what an exporter sent to its collector.
//
// Only what stands between an exporter and its collector is walked through: link layer, VLAN tags,
// IPv4 or IPv6, UDP.  Tunnels are not opened.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <tl/expected.hpp>

#include "net/address.hpp"
#include "net/packet.hpp"

namespace noroshi::replay {

struct UdpPayload {
  net::Address source;
  std::uint16_t source_port = 0;
  std::string_view bytes;
};

/// The payload, or why there is none (a short constant phrase).
tl::expected<UdpPayload, const char*> udp_payload(net::LinkType link,
                                                  std::span<const std::byte> frame);

/// Whether the first octets are those of NetFlow v5, v9, IPFIX or sFlow v5.
bool looks_like_export(std::string_view datagram);

}  // namespace noroshi::replay
