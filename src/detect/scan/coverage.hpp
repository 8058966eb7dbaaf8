// Coverage: how much of each hour of a day the sensor heard.
//
// Silence of a sensor is not silence of the hosts: whoever judges absence, or a level, asks here.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "model/scan_event.hpp"

namespace noroshi::scan {

class Coverage {
 public:
  /// Where `hours` is empty nobody said anything of the sensor, and it counts as alive.
  Coverage(base::Micros begin, base::Micros end, std::span<const model::TelescopeHour> hours);

  [[nodiscard]] std::size_t hours() const { return shares_.size(); }

  /// 0 (nothing heard) to 1, of the hour that begins so many hours after the day.
  [[nodiscard]] double share(std::size_t hour) const { return shares_[hour]; }

  /// Of the whole day.
  [[nodiscard]] double share() const;

  /// Was enough heard that silence of a host means something?  Three quarters of the day: a host
  /// that is on for a third of the day is then heard in its time, or in a part of it.
  [[nodiscard]] bool alive() const { return share() >= 0.75; }

 private:
  std::vector<double> shares_;
};

}  // namespace noroshi::scan
