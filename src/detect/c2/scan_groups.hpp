// Scan groups: hosts that scan the same ports, as the bots of one botnet do.
//
// A probe is a watched host's attempt at a server outside that was never answered and not
// repeated.  Densely watched, a host shows by itself that it scans; where one packet in 1,000 is
// seen, a day of slow scanning leaves a lone SYN or two.  Then the port tells: one on which nearly
// all that is seen are lone SYNs to servers all over the Internet is being scanned, and whoever
// sends one there takes part.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/c2/candidates.hpp"
#include "detect/c2/surroundings.hpp"

namespace noroshi::c2 {

/// A port with its transport, as one number that sorts by transport, then port.
using ScannedPort = std::uint32_t;
constexpr ScannedPort scanned_port(std::uint8_t proto, std::uint16_t port) {
  return static_cast<ScannedPort>(proto) << 16 | port;
}
constexpr std::uint16_t port_of(ScannedPort port) { return static_cast<std::uint16_t>(port); }

struct ScanGroup {
  std::vector<ScannedPort> ports;      ///< that all members scan, in order
  std::vector<std::uint32_t> members;  ///< hosts, in order
};

/// All groups of three hosts or more, each set of members once, the largest first and at most
/// kMostGroups: who scans a port; who scans exactly the same ports; and of these, who began
/// within the same three hours (only where at least one packet in ten was seen: otherwise the
/// first probe that is seen says little of the first one sent).
std::vector<ScanGroup> scan_groups(std::span<const CandidatePartition> partitions,
                                   const Surroundings& surroundings, unsigned threads);

inline constexpr std::size_t kMostGroups = 256;

/// Clients that scan, as far as an overview tells: the members that groups can have.
std::vector<net::Address> scanners_in(const Overview& overview, std::uint32_t sampling);

}  // namespace noroshi::c2
