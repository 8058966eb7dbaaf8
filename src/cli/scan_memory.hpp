// The history between the days of a telescope: one file, and beside it the one before.
//
// A day that is reported again must be judged by what was known before it, not by what it taught
// itself.  So FILE holds what is known after the last day, FILE.previous what was known before it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/calendar_day.hpp"
#include "detect/scan/history.hpp"

namespace noroshi::cli {

class ScanMemory {
 public:
  /// An empty path: there is none; everything is new, and nothing is kept.
  explicit ScanMemory(std::string path) : path_(std::move(path)) {}

  /// What was known before `day`.  An Error when the file already knows later days.
  Result<scan::History> before(const CalendarDay& day);

  /// Call when everything else is on the disk.  A day that is kept again replaces itself.
  Status keep(const scan::History& after, const scan::History& before);

 private:
  std::string path_;
  bool again_ = false;  // the day is the last one that the file knows
};

}  // namespace noroshi::cli
