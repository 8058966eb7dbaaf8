#include "detect/c2/audience.hpp"

#include <algorithm>
#include <utility>

#include "detect/c2/attack.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kComesBack = 3;                        // failed contacts at least,
constexpr base::Micros kComesBackOver = 10 * base::kMinute;  // over this long
constexpr std::uint32_t kScanned = 8;           // servers of the port that never answered: it scans
constexpr base::Micros kStays = base::kMinute;  // opened without data, but held

constexpr base::Micros kSurge = 2 * base::kMinute;
constexpr std::size_t kSurgeVisitors = 2;

bool was_received(const Contact& contact) {
  if (contact.outcome == Outcome::Opened) return contact.end - contact.start >= kStays;
  return contact.outcome == Outcome::Answered || contact.outcome == Outcome::Unknown;
}

struct Arrival {
  base::Micros start = 0;
  std::uint32_t visitor = 0;
};

// The two minutes in which most different visitors arrive: the begin, and how many they are.
std::pair<base::Micros, std::size_t> densest(const std::vector<Arrival>& arrivals,
                                             std::size_t visitors) {
  std::vector<std::uint32_t> here(visitors, 0);
  std::pair<base::Micros, std::size_t> best{0, 0};
  std::size_t present = 0;
  for (std::size_t first = 0, last = 0; last < arrivals.size(); ++last) {
    if (here[arrivals[last].visitor]++ == 0) ++present;
    while (arrivals[last].start - arrivals[first].start > kSurge) {
      if (--here[arrivals[first++].visitor] == 0) --present;
    }
    if (present > best.second) best = {arrivals[first].start, present};
  }
  return best;
}

}  // namespace

bool visits_it(const Server& server, ClientContacts contacts, const Surroundings& surroundings) {
  if (is_onslaught(contacts)) return false;
  if (std::ranges::any_of(contacts, was_received)) return true;
  return contacts.size() >= kComesBack &&
         contacts.back().start - contacts.front().start >= kComesBackOver &&
         surroundings.failed_on_port(contacts.front().client, server.endpoint.port) < kScanned;
}

std::vector<ClientContacts> audience(const Server& server, const Surroundings& surroundings) {
  std::vector<ClientContacts> visitors;
  for (const ClientContacts contacts : server.clients) {
    const bool watched = surroundings.is_watched(contacts.front().client);
    if (watched && visits_it(server, contacts, surroundings)) visitors.push_back(contacts);
  }
  return visitors;
}

std::vector<ClientContacts> regulars(std::vector<ClientContacts> visitors) {
  if (visitors.size() < kSurgeVisitors) return visitors;
  std::vector<Arrival> arrivals;
  for (std::uint32_t visitor = 0; visitor < visitors.size(); ++visitor) {
    for (const Contact& contact : visitors[visitor]) arrivals.push_back({contact.start, visitor});
  }
  std::ranges::sort(arrivals, {},
                    [](const Arrival& one) { return std::pair(one.start, one.visitor); });
  const auto [begin, present] = densest(arrivals, visitors.size());
  if (present < kSurgeVisitors || 2 * present < visitors.size()) return visitors;
  std::erase_if(visitors, [begin = begin](ClientContacts contacts) {
    return contacts.front().start >= begin - kSurge && contacts.back().end <= begin + 2 * kSurge;
  });
  return visitors;
}

}  // namespace noroshi::c2
