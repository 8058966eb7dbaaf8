// Standing: how the infected of a day relate to the days before.
//
//   never seen ──► new ──► persistent ──(cleared_after days of silence)──► cleared ──► returned
//
// A day on which the sensor was hardly alive counts for nobody's silence.  A remembered address
// that still sends probes, though too few to be called infected again, is not silent either.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "detect/scan/history.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// How long a cleared address is remembered, so that its return is told from news.
inline constexpr base::Micros kMemory = 90 * base::kDay;

/// Addresses remembered at most; the longest unseen are forgotten first.  About 120 octets each.
inline constexpr std::size_t kMostRemembered = 1'000'000;

struct Standings {
  std::vector<model::InfectedHost> hosts;  ///< by address; those that were cleared today among them
  std::map<net::Address, Remembered> after;
};

/// `today`: the infected of the day, each address once; their standing, first_seen and days are
/// overwritten.
Standings stand(std::vector<model::InfectedHost> today, const DayInput& input,
                const std::map<net::Address, Remembered>& before, const Settings& settings);

}  // namespace noroshi::scan
