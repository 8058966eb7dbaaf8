// The time zone in which people read times.  Files and JSON are always UTC.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::cli {

class Zone {
 public:
  /// UTC.
  Zone() = default;

  /// "UTC", "local", an offset ("+09:00"), or a name of the time zone database ("Asia/Tokyo"),
  /// which must be installed (Debian: tzdata).  The Error says what to try.
  static Result<Zone> parse(std::string_view text);

  /// "2026-01-02 03:04:05"; without the seconds, "2026-01-02 03:04".
  [[nodiscard]] std::string minutes(base::Micros instant) const;
  [[nodiscard]] std::string seconds(base::Micros instant) const;

  /// "03:04": for axes.
  [[nodiscard]] std::string clock(base::Micros instant) const;

  /// What a heading calls it: "UTC", "+09:00", "Asia/Tokyo".
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] base::Micros shifted(base::Micros instant) const;

  std::string name_ = "UTC";
  base::Micros offset_ = 0;
  bool database_ = false;  // ask the C library, whose TZ the constructor of this Zone has set
};

}  // namespace noroshi::cli
