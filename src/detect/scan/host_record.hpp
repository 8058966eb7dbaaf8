// HostRecord: what a day tells of one address that scans, for the question whether another address
// is the same machine.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/scan/scan.hpp"

namespace noroshi::scan {

struct HostRecord {
  net::Address address;
  std::string family;  ///< empty where it was not called infected
  double first = 0;    ///< hours since the day began
  double last = 0;
  double tries = 0;  ///< distinct targets: a stack repeats what is not answered
  /// Window; MSS, options and don't-fragment; TTL; source port.  Nothing where it is not known, or
  /// varies from packet to packet.
  std::array<std::optional<std::uint64_t>, 4> traits{};
  bool port_varies = false;
};

/// One record an address with a TCP scan in the day, by first: those of `infected` (Cleared ones
/// aside), and others, because a host may have been too quiet at one of its addresses.
std::vector<HostRecord> host_records(std::span<const model::InfectedHost> infected,
                                     const DayInput& input);

}  // namespace noroshi::scan
