#include "detect/c2/occasions.hpp"

#include <optional>

namespace noroshi::c2 {
base::Micros beginning_of(base::Micros instant, base::Micros unit) {
  const base::Micros into = instant % unit;
  return instant - (into < 0 ? into + unit : into);
}

std::size_t hour_of_day(base::Micros instant) {
  const base::Micros into = instant - beginning_of(instant, base::kDay);
  return static_cast<std::size_t>(into / base::kHour);
}

Occasions occasions_of(const Server& server) {
  Occasions all;
  all.clients = static_cast<std::uint32_t>(server.clients.size());
  for (const ClientContacts contacts : server.clients) {
    std::optional<base::Micros> hour;
    std::optional<base::Micros> day;
    for (const Contact& contact : contacts) {
      const base::Micros this_hour = beginning_of(contact.start, base::kHour);
      if (hour == this_hour) continue;
      hour = this_hour;
      ++all.by_hour[hour_of_day(contact.start)];
      ++all.hours;
      const base::Micros this_day = beginning_of(contact.start, base::kDay);
      if (day == this_day) continue;
      day = this_day;
      ++all.days;
    }
  }
  return all;
}

}  // namespace noroshi::c2
