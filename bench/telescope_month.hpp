// A generated month before the telescope, put through scan::analyse day by day, and what came out
// beside what was true.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detect/scan/scan.hpp"
#include "train/darknet/cast.hpp"
#include "train/darknet/watch.hpp"

namespace noroshi::bench {

/// Right, wrong, missed; in whatever is counted.
struct Tally {
  std::uint64_t right = 0;
  std::uint64_t wrong = 0;
  std::uint64_t neither = 0;
  std::uint64_t missed = 0;

  [[nodiscard]] double precision() const { return share(right, right + wrong); }
  [[nodiscard]] double recall() const { return share(right, right + missed); }
  Tally& operator+=(const Tally& other);

  static double share(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 1 : static_cast<double>(part) / static_cast<double>(all);
  }
};

/// Infected addresses by how many packets of theirs were heard in the day.
struct Strength {
  std::uint64_t least = 0;
  std::uint64_t seen = 0;
  std::uint64_t reported = 0;
};

/// Hosts of one network on one day.
struct NetworkDay {
  std::uint32_t day = 0;
  std::string network;
  std::string lease;
  double addresses = 0;  ///< reported
  double hosts = 0;      ///< that were behind them, infected or not
  double estimate = 0;
  double low = 0;
  double high = 0;
  double all_hosts = 0;  ///< of which five packets and more were heard, reported or not
};

/// Surges found, at the alarms that they cost.
struct Warnings {
  std::uint64_t days = 0;
  std::uint64_t alarms = 0;
  std::uint64_t explained = 0;  ///< alarms on a port where a surge, a group or a new payload began
  std::uint64_t surges = 0;     ///< sudden and gradual ones
  std::uint64_t found = 0;
  std::uint64_t updates = 0;  ///< families that learnt a port
  std::uint64_t updates_found = 0;
  std::vector<double> delays;  ///< hours from the surge's begin to the end of the day that named it
};

struct MonthScore {
  Tally infected;
  std::map<std::string, std::uint64_t> wrong_roles;  ///< who was called infected wrongly
  std::vector<Strength> strengths{{1}, {5}, {20}};
  std::map<std::string, Tally> families;  ///< truth's family, of addresses with five packets
  std::vector<NetworkDay> networks;
  Tally campaigns;  ///< those said to move together, and the groups of the cast
  Tally grouped;    ///< the same groups, found in any campaign, said to move together or not
  std::uint64_t crowds = 0;  ///< other campaigns: the same tool and services, each on its own
  Warnings ours;
  std::map<double, Warnings> baselines;  ///< ChangeFinder's, by threshold
  Tally novelties;
  Tally research;
  std::uint64_t events = 0;
  std::uint64_t history_octets = 0;  ///< at the end
};

/// `thresholds`: of ChangeFinder's scores, each tried; it gets the same budget of alarms and rests.
MonthScore run_month(const darknet::Scenario& scenario, const std::vector<double>& thresholds);

}  // namespace noroshi::bench
