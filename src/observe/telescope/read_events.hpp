// The records of a telescope's folder, hour by hour, without holding them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/scan_event.hpp"

namespace noroshi::telescope {

/// Records that begin within [begin, end).
struct EventRange {
  base::Micros begin = 0;
  base::Micros end = 0;
  /// How long after `end` a record may have been written: events lie in the file of the hour in
  /// which they ended, which may be a day and the time-out after their first packet.
  base::Micros lateness = 26 * base::kHour;
};

struct EventsRead {
  std::uint64_t files = 0;
  std::uint64_t records = 0;            ///< given to `visit`
  std::uint64_t refused = 0;            ///< lines that are no record
  std::vector<std::string> complaints;  ///< the first few of what was wrong: file, line, why
};

/// Calls `visit` with each record of `folder`/events in the range, in the order of the files.  The
/// file of the present hour may be read while it grows; what is unfinished at its end is not there
/// yet.  A line that is no record is counted and passed over.
Result<EventsRead> read_events(const std::filesystem::path& folder, const EventRange& range,
                               const std::function<void(model::TelescopeRecord&&)>& visit);

}  // namespace noroshi::telescope
