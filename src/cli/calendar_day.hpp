// A day of the calendar as people mean it: midnight to midnight in their zone.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "cli/zone.hpp"

namespace noroshi::cli {

struct CalendarDay {
  std::string name;  ///< "2026-01-14"
  base::Micros begin = 0;
  base::Micros end = 0;  ///< not included; a day of a change of clocks has 23 or 25 hours

  /// "2026-01-14".  The Error says how to write it.
  static Result<CalendarDay> parse(std::string_view text, const Zone& zone);

  /// The last whole day before `now`.
  static CalendarDay before(base::Micros now, const Zone& zone);
};

}  // namespace noroshi::cli
