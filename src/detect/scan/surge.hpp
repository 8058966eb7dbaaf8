// Surges: ports that suddenly, or over a day or two, interest more hosts than they used to.
//
// For each service the hosts of each hour are compared with what its last two weeks promise:
//
//   promised(hour) = level of the service × rhythm of the day (of all services) × share heard
//
// Windows of 1 to 48 hours are tried, so that a jump and a slow rise are both found.  The score is
// the deviance of a negative binomial, in orders of magnitude: interest in a port wanders from day
// to day beyond chance, and how much it does is learnt from all services together.  What the
// sensor did not hear is promised by nobody, so an outage cannot alarm, nor its end.
//
// At most `alarms_a_day` services are named, highest score first; one that was named rests for
// some days and is then judged by its new level.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "detect/scan/coverage.hpp"
#include "detect/scan/history.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// Hours of a series that are kept.
inline constexpr std::size_t kSeriesHours = 14 * 24;

/// Services whose series are kept; those with the fewest hosts are forgotten first.
inline constexpr std::size_t kMostSeries = 20'000;

/// Below this score nothing is a surge, whatever the budget.  Low, so that the budget is spent: a
/// missed rise costs a week, a wrong alarm some minutes.  From 8 nearly all alarms have a reason
/// (docs/evaluation-telescope.md); who reads the score can tell.
inline constexpr double kSurgeFloor = 4.5;

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
