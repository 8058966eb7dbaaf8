// The records of one day of a telescope, from its folder or from files.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/calendar_day.hpp"
#include "cli/terminal.hpp"
#include "model/scan_event.hpp"

namespace noroshi::cli {

struct TelescopeDay {
  std::vector<model::ScanEvent> events;
  std::vector<model::DosVictim> victims;
  std::vector<model::TelescopeHour> hours;
  std::string sensor;           ///< names of the sensors, in order
  std::uint64_t elsewhere = 0;  ///< records of other days
};

/// Reads what FILE… name, and tells what of it could not be used; with --strict the first such line
/// is an Error.
Result<TelescopeDay> read_telescope_day(const Arguments& arguments, const CalendarDay& day,
                                        const Context& context);

}  // namespace noroshi::cli
