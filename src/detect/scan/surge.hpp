// Surges: ports that suddenly, or over a day or two, interest more hosts than they used to.
//
// For each service the hosts of each hour are compared with what its last two weeks promise:
//
//   promised(hour) = level of the service × rhythm of the day × share heard
//
// The rhythm is that of all services, bent towards the service's own as far as its hosts tell one.
// Windows of 1 to 48 hours are tried, so that a jump and a slow rise are both found.  The score is
// the deviance of a negative binomial, in orders of magnitude: interest in a port wanders from day
// to day beyond chance, and how much it does is learnt from all services together.  What the
// sensor did not hear is promised by nobody, so an outage cannot alarm, nor its end.
//
// At most `alarms_a_day` services are named, highest score first; one that was named rests for
// two days and is then judged by its new level.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "detect/scan/history.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// Below this score nothing is a surge, whatever the budget: in the months of practice no floor
/// from 6.25 to 8 named more surges or fewer, and below this one most alarms had no reason
/// (docs/evaluation-telescope.md).
inline constexpr double kSurgeFloor = 7.5;

struct Surges {
  std::vector<Surge> surges;  ///< highest score first
  double threshold = kSurgeFloor;
  std::map<std::uint32_t, ServiceSeries> series;
  std::vector<float> heard;
};

/// `apart`: sources that do not count (surveyors, groups that one hand moves), sorted.
Surges find_surges(const DayInput& input, std::span<const net::Address> apart,
                   const History& before, const Settings& settings);

}  // namespace noroshi::scan
