// What a day means beside the days before: standing, hosts, surges, novelties, and the History that
// tomorrow needs.
#pragma once

#include "detect/scan/history.hpp"
#include "detect/scan/scan.hpp"

namespace noroshi::scan {

/// Completes a Day whose `infected`, `campaigns` and `researchers` are known.
void set_among_days(Day& day, const DayInput& input, const History& before,
                    const Settings& settings);

}  // namespace noroshi::scan
