#include "train/traffic/flood.hpp"

namespace noroshi::traffic {
namespace {

using base::Micros;

Micros micros(double value) { return static_cast<Micros>(value); }

}  // namespace

FloodKind flood_kind(const model::Endpoint& victim) {
  if (victim.proto == model::kUdp) return FloodKind::Udp;
  return victim.port == 443 ? FloodKind::Http : FloodKind::Syn;
}

void add_flood(const net::Address& bot, const model::Endpoint& victim, Micros commanded,
               Stream& stream, Exporter& exporter, Tag tag) {
  const FloodKind kind = flood_kind(victim);
  const Micros start = commanded + micros(stream.between(0.2e6, 3e6));
  const double length = stream.between(30e6, 60e6);
  // A real bot makes thousands of SYN records a second; a hundred show the same to a detector.
  const std::uint32_t records = kind == FloodKind::Udp ? 1 : 60 + stream.below(80);
  for (std::uint32_t n = 0; n < records; ++n) {
    Conversation c;
    c.protocol = victim.proto;
    c.client = bot;
    c.server = victim.ip;
    c.client_port = static_cast<std::uint16_t>(1'024 + stream.below(64'000));
    c.server_port = victim.port;
    c.start = kind == FloodKind::Udp ? start : start + micros(stream.unit() * length);
    c.end = c.start;
    if (kind == FloodKind::Udp) {
      c.packets = static_cast<std::uint64_t>(length / 1e6 * stream.lognormal(800, 0.7));
      c.octets = c.packets * (512 + 28);  // Mirai's default payload
      c.end = c.start + micros(length);
    } else if (kind == FloodKind::Syn) {
      unanswered_syn(c, 0);
    } else {
      tcp_exchange(c, {300, stream.lognormal(2'000, 0.5), 3 * round_trip(stream)}, stream);
    }
    exporter.add(c, tag);
  }
}

}  // namespace noroshi::traffic
