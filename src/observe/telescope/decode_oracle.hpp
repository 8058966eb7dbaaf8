// Agreement of telescope::decode with net::decode, the clear version: for tests and fuzz targets.
#pragma once

#include <optional>
#include <string>

#include "base/assert.hpp"
#include "net/packet.hpp"
#include "observe/telescope/decode.hpp"

namespace noroshi::telescope {

/// What differs, or nothing.
inline std::optional<std::string> disagreement(const Frame& frame) {
  Packet packet;
  decode(frame, packet);
  if (frame.fault != Fault::None) {
    return packet.fault == frame.fault ? std::nullopt : std::optional<std::string>("fault");
  }
  const auto oracle =
      net::decode(frame.link, {frame.bytes, frame.captured}, frame.wire, net::Tunnels::Stay);
  if (!oracle) {
    if (to_string(packet.fault) == net::to_string(oracle.error())) return std::nullopt;
    return "fault: " + std::string(to_string(packet.fault)) + ", not " +
           std::string(net::to_string(oracle.error()));
  }
  if (packet.fault != Fault::None) return "fault: " + std::string(to_string(packet.fault));
  if (packet.source != oracle->source) return "source";
  if (packet.destination != oracle->destination) return "destination";
  if (packet.protocol != oracle->protocol) return "protocol";
  if (packet.source_port != oracle->source_port) return "source port";
  if (packet.destination_port != oracle->destination_port) return "destination port";
  if (packet.tcp_flags != oracle->tcp_flags) return "TCP flags";
  if (packet.length != oracle->octets) return "length";
  if (packet.later_fragment != (oracle->fragment.offset != 0)) return "later fragment";
  if (oracle->fragment.is_fragment() && !packet.fragment) return "fragment";
  const std::byte* const end = frame.bytes + frame.captured;
  const bool inside =
      packet.payload.empty() || (packet.payload.data() >= oracle->begin &&
                                 packet.payload.data() + packet.payload.size() <= end);
  return inside ? std::nullopt : std::optional<std::string>("payload outside the frame");
}

}  // namespace noroshi::telescope
