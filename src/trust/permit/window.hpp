// When something may be sent: from an instant until another, at certain hours of each day if the
// permit names some.
//
// Everything is half open: the first instant is inside, the last is not.  Hours are those of a
// fixed offset from UTC, so that no time-zone table can move a permit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::permit {

/// Part of every day, since its midnight.
struct Hours {
  base::Micros from = 0;
  base::Micros until = 0;  ///< up to 24 h

  /// "22:00-24:00".  What passes midnight is written as two.
  static Result<Hours> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Hours&, const Hours&) = default;
};

struct Window {
  base::Micros from = 0;
  base::Micros until = 0;
  std::vector<Hours> hours;  ///< none: all day
  base::Micros offset = 0;   ///< of the hours, east of UTC

  [[nodiscard]] bool holds(base::Micros instant) const;
};

/// "Z", "+09:00", "-03:30".
Result<base::Micros> parse_offset(std::string_view text);
std::string offset_text(base::Micros offset);

}  // namespace noroshi::permit
