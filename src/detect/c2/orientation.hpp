// Who serves: which end of a flow record is the server.
//
// Exporters are often wrong about it: a record that begins in the middle of a connection, a
// response seen before its request, a router that exports each direction alone.  A TCP handshake
// decides; without one, the ports do.  The rule for one-way records is symmetric, so that both
// directions of a conversation name the same server.
#pragma once

#include "model/flow_batch.hpp"

namespace noroshi::c2 {

/// Only where there are ports is there a service to speak of.
constexpr bool has_ports(std::uint8_t protocol) {
  return protocol == model::kTcp || protocol == model::kUdp || protocol == model::kSctp;
}

/// How likely a port is to be the listening one; lower is likelier.  System ports (RFC 6335,
/// section 6) before registered services in wide use, before other user ports, before the range
/// from which clients pick (Linux from 32768, others from 49152).
int port_rank(std::uint16_t port);

/// Whether `flow.source` is the server of this record.
bool source_serves(const model::Flow& flow);

}  // namespace noroshi::c2
