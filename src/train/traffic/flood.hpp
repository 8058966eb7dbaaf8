// What one bot sends at a victim after the command.
#pragma once

#include "model/finding.hpp"
#include "train/traffic/exporter.hpp"

namespace noroshi::traffic {

/// The kinds that Mirai's source offers most used of; the victim decides by its protocol and port.
enum class FloodKind : std::uint8_t {
  Udp,   ///< one flow a bot, thousands of datagrams
  Syn,   ///< SYNs from random ports: each is a record of its own
  Http,  ///< many whole requests
};

FloodKind flood_kind(const model::Endpoint& victim);

/// Adds the flood of one bot, beginning 0.2–3 s after `commanded`.
void add_flood(const net::Address& bot, const model::Endpoint& victim, base::Micros commanded,
               Stream& stream, Exporter& exporter, Tag tag);

}  // namespace noroshi::traffic
