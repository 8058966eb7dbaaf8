// Durations as people type them: "60s", "30min", "1h30min", "1.5h", "250ms".
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::base {

/// Reads a positive duration.  Units: us, ms, s, min (or m), h, d, largest first when there are
/// several.  A bare number is an Error: seconds or minutes is the reader's guess, and wrong.
Result<Micros> parse_duration(std::string_view text);

/// Writes what `parse_duration` reads, exactly: "1h30min".
std::string to_duration_text(Micros duration);

}  // namespace noroshi::base
