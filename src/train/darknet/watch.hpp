// What a telescope would have written down of a played day, without making packets of it first:
// months in seconds, for tuning and for evaluation.
//
// The same packets, event by event, as the capture of the day holds (capture.hpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/scan_event.hpp"
#include "train/darknet/day.hpp"

namespace noroshi::darknet {

/// An address with what is true of who stood behind it; only what was heard counts.
struct Seen {
  net::Address address;
  std::uint32_t actor = 0;  ///< of the day's actors
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t packets = 0;
};

struct Watched {
  Span span;
  std::vector<model::ScanEvent> events;     ///< by first, source, port
  std::vector<model::DosVictim> victims;    ///< by first; Moore's thresholds reached
  std::vector<model::TelescopeHour> hours;  ///< those in which the sensor was alive at all
  std::vector<Actor> actors;
  std::vector<Seen> seen;  ///< by address, actor
};

Watched watch(const Cast& cast, const Played& played);

/// Was a packet at that instant heard?  `chance` in [0, 1) decides where a share was lost.
bool heard(const std::vector<Outage>& outages, base::Micros at, double chance);

}  // namespace noroshi::darknet
