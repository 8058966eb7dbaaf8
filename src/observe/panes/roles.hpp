// Who serves in one flow record, judged from that record alone.
//
// Both directions of a conversation must get the same answer when they arrive as two records, so
// the questions are symmetric but for the first, which needs no second opinion:
//   1. A lone SYN comes from the client, a single SYN+ACK from the server (RFC 9293, section 3.5).
//   2. The side whose port is of the lower class serves: below 1024 (system ports, RFC 6335),
//      below 32768 (where ephemeral ports of common systems begin), above.
//   3. If exactly one side is a subscriber (a token), that side is the client.
//   4. The source of a bidirectional record sent its first packet: it is the client.
//   5. The lower port serves; with equal ports, the lower address.
// Echo requests make their sender the client; other records without ports go to 3.
//
// The hunt (detect/c2) sees a whole day and judges better; panes cannot wait for that.
#pragma once

#include <cstdint>

#include "model/flow_batch.hpp"
#include "net/address.hpp"

namespace noroshi::panes {

/// What the question looks at.
struct Sides {
  net::Address source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint8_t protocol = 0;
  std::uint8_t traits = 0;
  std::uint8_t tcp_flags = 0;
  std::uint64_t packets = 0;
};

/// True: the source is the client.
bool source_is_client(const Sides& sides);

/// Whether ports mean something in this protocol.
constexpr bool has_ports(std::uint8_t protocol) {
  return protocol == model::kTcp || protocol == model::kUdp || protocol == model::kSctp ||
         protocol == model::kDccp;
}

}  // namespace noroshi::panes
