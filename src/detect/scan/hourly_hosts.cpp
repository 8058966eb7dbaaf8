#include "detect/scan/hourly_hosts.hpp"

#include <algorithm>

#include "detect/scan/novelty.hpp"

namespace noroshi::scan {
namespace {

struct Presence {
  std::uint32_t service;
  std::uint32_t hour;
  net::Address host;
  friend auto operator<=>(const Presence&, const Presence&) = default;
};

std::size_t hour_of(const DayInput& input, base::Micros at, std::size_t hours) {
  if (at <= input.begin) return 0;  // a clock may stand anywhere: nothing is subtracted before
  const auto since = static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(input.begin);
  return std::min(static_cast<std::size_t>(since / base::kHour), hours - 1);
}

}  // namespace

std::map<std::uint32_t, std::vector<float>> hourly_hosts(const DayInput& input, std::size_t hours,
                                                         std::span<const net::Address> apart) {
  std::map<std::uint32_t, std::vector<float>> series;
  if (hours == 0) return series;
  std::vector<Presence> presences;
  for (const model::ScanEvent& event : input.events) {
    if (!event.scanner.empty()) continue;
    if (std::binary_search(apart.begin(), apart.end(), event.source)) continue;
    const std::uint32_t service = key_of({event.port, event.protocol});
    const std::size_t last = hour_of(input, event.last, hours);
    for (std::size_t hour = hour_of(input, event.first, hours); hour <= last; ++hour) {
      presences.push_back({service, static_cast<std::uint32_t>(hour), event.source});
    }
  }
  std::sort(presences.begin(), presences.end());
  presences.erase(std::unique(presences.begin(), presences.end()), presences.end());
  for (const Presence& presence : presences) {
    auto& hosts = series[presence.service];
    hosts.resize(hours);
    hosts[presence.hour] += 1;
  }
  return series;
}

}  // namespace noroshi::scan
