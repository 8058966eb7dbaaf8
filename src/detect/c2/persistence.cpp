#include "detect/c2/persistence.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr double kFewestHours = 4;

constexpr base::Text kStory{"one client in contact during {0} of the {1} hours watched",
                            "ひとつの端末が観測 {1} 時間中 {0} 時間で接触"};

// Hours are counted from the beginning of the watch, so that there are no more than were watched.
std::size_t hours_of(ClientContacts contacts, base::Micros beginning) {
  std::size_t hours = 0;
  base::Micros last = -1;
  for (const Contact& contact : contacts) {
    const base::Micros first = std::max((contact.start - beginning) / base::kHour, last + 1);
    const base::Micros end = (contact.end - beginning) / base::kHour;
    if (end < first) continue;
    hours += static_cast<std::size_t>(end - first + 1);
    last = end;
  }
  return hours;
}

}  // namespace

std::optional<Signal> persistence(const Case& the_case) {
  const Surroundings& surroundings = the_case.surroundings;
  const double watched =
      std::ceil(base::seconds(surroundings.last_seen() - surroundings.first_seen()) /
                base::seconds(base::kHour));
  if (watched < kFewestHours) return std::nullopt;
  std::size_t most = 0;
  for (const ClientContacts contacts : the_case.server.clients) {
    most = std::max(most, hours_of(contacts, surroundings.first_seen()));
  }
  const double hours = std::min(watched, static_cast<double>(most));
  const double share = hours / watched;
  if (share < 0.25) return std::nullopt;
  return Signal{.value = hours,
                .unit = "h",
                .input = Input::Persistence,
                .strength = share,
                .counts = {{"watched", watched}}};
}

std::string tell_persistence(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "watched"));
}

}  // namespace noroshi::c2
