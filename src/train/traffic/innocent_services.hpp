// The table of services that machines contact by themselves, on a schedule, and innocently.
//
// These are what a search for beacons must not report: each line is a hard negative of its own
// kind.  Parameters and their sources: docs/formats/lab-traffic.md.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "train/traffic/daily.hpp"

namespace noroshi::traffic {

/// How a service is kept in touch with.
enum class Style : std::uint8_t {
  Poll,     ///< a conversation each period, counted from the last one
  Clocked,  ///< a conversation each period, on the clock (cron: the same second for one device)
  Held,     ///< one long conversation, a keep-alive each period
  Dead,     ///< as Poll, but the server was switched off years ago: SYNs without an answer
};

struct InnocentService {
  std::string_view name;
  double share;       ///< of subscribers that have such a device
  double shortest_s;  ///< period, drawn once a device between these two
  double longest_s;
  double jitter;  ///< ± share of the period
  Style style;
  Presence presence;
  std::uint8_t protocol;
  std::uint16_t port;        ///< 0: a rare port, one a server
  std::uint32_t servers;     ///< pool that devices are spread over
  std::uint32_t per_server;  ///< > 0: no pool, but small servers with about this many clients each
  std::uint16_t request;     ///< octets of payload
  std::uint16_t response;    ///< 0: never answered
};

std::span<const InnocentService> innocent_services();

}  // namespace noroshi::traffic
