// Novelties: services and payloads that nobody sent before, once a few hosts send them.
//
// One host may send anything; a payload or a port becomes known, and is reported, on the first day
// on which kHosts hosts send it.  So random payloads and port sweeps neither alarm nor grow the
// History.  On the very first day everything is new and nothing is reported.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "detect/scan/history.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// Hosts from which something is known; and, for a service, dark addresses they asked: what many
/// hosts send to one address is somebody's old address, no interest in a port.
inline constexpr std::size_t kNoveltyHosts = 3;

/// Payloads remembered at most; the longest known are forgotten first.
inline constexpr std::size_t kMostPayloads = 100'000;

struct Novelties {
  std::vector<Novelty> novelties;  ///< most hosts first
  std::map<std::uint64_t, base::Micros> payloads;
  std::map<std::uint32_t, base::Micros> first_asked;
};

/// `apart`: sources that do not count (surveyors, groups that one hand moves), sorted.
Novelties find_novelties(const DayInput& input, std::span<const net::Address> apart,
                         const History& before);

/// A service as the History names it.
constexpr std::uint32_t key_of(const Service& service) {
  return std::uint32_t{service.protocol} << 16 | service.port;
}

constexpr Service service_of(std::uint32_t key) {
  return {static_cast<std::uint16_t>(key & 0xFFFF), static_cast<std::uint8_t>(key >> 16)};
}

}  // namespace noroshi::scan
