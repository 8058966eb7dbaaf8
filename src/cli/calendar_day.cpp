#include "cli/calendar_day.hpp"

#include <fmt/format.h>

namespace noroshi::cli {
namespace {

// The instant at which clocks in the zone show `local` (an instant read as if it were UTC).
base::Micros instant_of(base::Micros local, const Zone& zone) {
  base::Micros guess = local;
  // The offset may change between the guess and the answer; twice is enough for that.
  for (int round = 0; round < 2; ++round) {
    auto shown = zone.seconds(guess);
    shown[10] = 'T';
    guess -= base::parse_rfc3339(shown + "Z").value_or(guess) - local;
  }
  return guess;
}

CalendarDay day_of(base::Micros midnight_as_utc, const Zone& zone) {
  return {.name = base::to_rfc3339(midnight_as_utc).substr(0, 10),
          .begin = instant_of(midnight_as_utc, zone),
          .end = instant_of(midnight_as_utc + base::kDay, zone)};
}

}  // namespace

Result<CalendarDay> CalendarDay::parse(std::string_view text, const Zone& zone) {
  const auto midnight =
      text.size() == 10 ? base::parse_rfc3339(std::string(text) + "T00:00:00Z") : std::nullopt;
  if (!midnight) {
    return Error{Errc::InvalidUsage,
                 fmt::format("--day: '{}' is no day; write 2026-01-14", text.substr(0, 32))};
  }
  return day_of(*midnight, zone);
}

CalendarDay CalendarDay::before(base::Micros now, const Zone& zone) {
  const auto today = base::parse_rfc3339(zone.seconds(now).substr(0, 10) + "T00:00:00Z");
  return day_of(today.value_or(now / base::kDay * base::kDay) - base::kDay, zone);
}

}  // namespace noroshi::cli
