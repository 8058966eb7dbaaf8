#include "detect/c2/orientation.hpp"

#include <algorithm>
#include <array>

namespace noroshi::c2 {
namespace {

using model::Flow;

constexpr std::uint16_t kFirstUserPort = 1024;
constexpr std::uint16_t kFirstClientPort = 32768;  // Linux ip_local_port_range; others begin later

// Registered ports (IANA) that listen often enough to outweigh a client's random choice.
constexpr auto kServices = std::to_array<std::uint16_t>(
    {1080, 1194, 1433, 1521, 1723, 1883, 1900, 1935, 3128, 3306, 3389, 3478, 4500, 5060, 5222,
     5223, 5228, 5353, 5355, 5432, 5900, 6379, 6667, 8000, 8080, 8081, 8443, 8883, 8888, 11211});
static_assert(std::ranges::is_sorted(kServices));

// A SYN without ACK opens a connection; a SYN with ACK answers one (RFC 9293, section 3.5).
bool opened_by_source(const Flow& flow) {
  if ((flow.traits & model::kHasTcpFlags) == 0 || (flow.tcp_flags & model::kSyn) == 0) return false;
  if ((flow.traits & model::kBiflow) == 0) return (flow.tcp_flags & model::kAck) == 0;
  const bool answered = (flow.reverse_tcp_flags & (model::kSyn | model::kRst)) != 0;
  return answered || flow.reverse_packets == 0;
}

// For one-way records both orders of the same two ends must give one answer.
bool source_serves_by_address(const Flow& flow) {
  const bool source_private = flow.source_address.is_private();
  if (source_private != flow.destination_address.is_private()) return !source_private;
  return flow.source_address > flow.destination_address;
}

}  // namespace

int port_rank(std::uint16_t port) {
  if (port == 0) return 3;
  if (port < kFirstUserPort) return 0;
  if (std::ranges::binary_search(kServices, port)) return 1;
  return port < kFirstClientPort ? 2 : 3;
}

bool source_serves(const Flow& flow) {
  if (flow.protocol == model::kTcp && opened_by_source(flow)) return false;
  const int source = port_rank(flow.source_port);
  const int destination = port_rank(flow.destination_port);
  if (source != destination) return source < destination;
  if ((flow.traits & model::kBiflow) != 0) return false;
  if (flow.source_port != flow.destination_port) return flow.source_port < flow.destination_port;
  return source_serves_by_address(flow);
}

}  // namespace noroshi::c2
