// What the sensor counted hour by hour, outages included.
#pragma once

#include <array>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/scan_event.hpp"
#include "train/darknet/day.hpp"

namespace noroshi::darknet {

/// The hours of one day and of what spills into the next: sweeps end when they end.  Bursts are
/// told apart by the day in which they begin, so an hour holds what began in its own day.
class Hours {
 public:
  Hours(const Scenario& scenario, const Span& span, const std::vector<Outage>& outages);

  void offer(base::Micros at);  ///< a packet that came, heard or not
  void hear(base::Micros at, std::uint16_t octets, std::string_view kind, const net::Address& from);

  /// Hours in which the sensor was dead from beginning to end are not there.
  std::vector<model::TelescopeHour> finish();

 private:
  struct Slot {
    model::TelescopeHour hour;
    std::uint64_t offered = 0;
    std::unordered_set<net::Address> sources;
    std::unordered_set<net::Address> answering;
    bool dead = false;
    bool counted = false;  ///< what was lost is known
  };

  [[nodiscard]] Slot* at(base::Micros instant);

  Span span_;
  std::array<Slot, 24> slots_;
};

}  // namespace noroshi::darknet
