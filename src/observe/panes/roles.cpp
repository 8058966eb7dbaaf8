#include "observe/panes/roles.hpp"

#include "model/token.hpp"

namespace noroshi::panes {
namespace {

constexpr std::uint8_t kHandshake =
    model::kSyn | model::kAck | model::kFin | model::kRst | model::kPsh;

constexpr int port_class(std::uint16_t port) { return port < 1024 ? 0 : port < 32768 ? 1 : 2; }

constexpr std::uint8_t kEchoRequest = 8;      // RFC 792
constexpr std::uint8_t kEchoRequestV6 = 128;  // RFC 4443, section 4.1

bool is_echo_request(const Sides& sides) {
  const auto type = static_cast<std::uint8_t>(sides.destination_port >> 8);
  return (sides.protocol == model::kIcmp && type == kEchoRequest) ||
         (sides.protocol == model::kIcmpV6 && type == kEchoRequestV6);
}

bool by_standing(const Sides& sides) {
  const bool source_is_token = model::is_token(sides.source);
  const bool destination_is_token = model::is_token(sides.destination);
  if (source_is_token != destination_is_token) return source_is_token;
  if ((sides.traits & model::kBiflow) != 0) return true;
  if (has_ports(sides.protocol) && sides.source_port != sides.destination_port) {
    return sides.source_port > sides.destination_port;
  }
  return sides.source > sides.destination;
}

}  // namespace

bool source_is_client(const Sides& sides) {
  if (!has_ports(sides.protocol)) return is_echo_request(sides) || by_standing(sides);
  if (sides.protocol == model::kTcp) {
    const std::uint8_t flags = sides.tcp_flags & kHandshake;
    if (flags == model::kSyn) return true;
    if (flags == (model::kSyn | model::kAck) && sides.packets == 1) return false;
  }
  const int source = port_class(sides.source_port);
  const int destination = port_class(sides.destination_port);
  if (source != destination) return source > destination;
  return by_standing(sides);
}

}  // namespace noroshi::panes
