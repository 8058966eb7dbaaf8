#include "detect/scan/scan_shape.hpp"

#include <algorithm>

namespace noroshi::scan {
namespace {

// People who look for one service try it on several hosts, people who look at one host try several
// services: five of either is what intrusion detectors call a scan at the least.
constexpr std::uint64_t kFewestTargets = 5;
constexpr std::uint64_t kFewestServices = 5;

// A password a connection: nobody who is not guessing opens ten to one closed door.
constexpr std::uint64_t kFewestRepeats = 10;

}  // namespace

ScanShape shape_of(const SourceProfile& source, std::span<const ServiceUse> services) {
  const bool many_targets = source.reach >= kFewestTargets;
  const bool many_services = services.size() >= kFewestServices;
  if (many_targets && many_services) {
    // A bot that knows a dozen services still looks for hosts, not at one of them.
    return source.reach >= 4 * services.size()   ? ScanShape::Horizontal
           : services.size() >= 4 * source.reach ? ScanShape::Vertical
                                                 : ScanShape::Block;
  }
  if (many_targets) return ScanShape::Horizontal;
  if (many_services) return ScanShape::Vertical;
  if (source.packets >= kFewestRepeats * std::max<std::uint64_t>(1, source.reach)) {
    return ScanShape::Repeated;
  }
  return ScanShape::Few;
}

std::string_view to_string(ScanShape shape) {
  switch (shape) {
    case ScanShape::Few:
      return "few";
    case ScanShape::Horizontal:
      return "horizontal";
    case ScanShape::Vertical:
      return "vertical";
    case ScanShape::Block:
      return "block";
    case ScanShape::Repeated:
      return "repeated";
  }
  return "few";
}

}  // namespace noroshi::scan
