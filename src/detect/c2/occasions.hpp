// Occasions: the hours in which a client began a contact with a server, each hour once.
//
// A page is many contacts and a visit of minutes is many pages; under sampling one contact in many
// is seen.  What can be compared between servers, sampled or not, is in how many hours somebody
// came, and whether the same ones came again.
#pragma once

#include <array>
#include <cstdint>

#include "detect/c2/contact.hpp"

namespace noroshi::c2 {

inline constexpr std::size_t kHoursOfDay = 24;

struct Occasions {
  std::array<std::uint32_t, kHoursOfDay> by_hour{};  ///< UTC
  std::uint32_t hours = 0;                           ///< their sum
  std::uint32_t days = 0;                            ///< the same by the day (UTC)
  std::uint32_t clients = 0;
};

Occasions occasions_of(const Server& server);

/// The beginning of the `unit` (an hour, a day) that an instant falls into, also before 1970.
base::Micros beginning_of(base::Micros instant, base::Micros unit);

/// Hour of the day (UTC) of an instant.
std::size_t hour_of_day(base::Micros instant);

}  // namespace noroshi::c2
