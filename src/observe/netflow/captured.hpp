// For tests: messages out of captures that others made, read in place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace noroshi::netflow {

struct Captured {
  std::string exporter;  ///< address, in its octets
  std::uint16_t port = 0;
  std::string payload;
};

/// The UDP payloads of a capture file (Ethernet or Linux cooked, IPv4 or IPv6, no fragments).
std::vector<Captured> udp_payloads(const std::string& path);

/// The instant in the header of a message; 0 for sFlow, which has none.
base::Micros export_time(const std::string& message);

std::string file_bytes(const std::string& path);

}  // namespace noroshi::netflow
