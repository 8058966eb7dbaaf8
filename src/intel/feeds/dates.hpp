// The many spellings of a date in feeds → an instant, and how exactly it is known.
//
// Feeds write "2024-07-16 06:45:19", "2026-03-18", "2026-03" or "18 Mar 2026", always meaning UTC.
// A date without a time of day stands for its first instant, `span` says how much later it may
// have been: a lead counted from it is never longer than the truth allows.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace noroshi::feeds {

struct FeedTime {
  base::Micros instant = 0;  ///< the earliest that the text allows
  base::Micros span = 0;     ///< 0: a time of day was given; else a day, a month or a year

  friend bool operator==(const FeedTime&, const FeedTime&) = default;
};

/// Nothing where it is no date, or one that two countries would read differently (03/04/2026).
/// Seconds and milliseconds since 1970 are read too.
std::optional<FeedTime> parse_feed_time(std::string_view text);

}  // namespace noroshi::feeds
