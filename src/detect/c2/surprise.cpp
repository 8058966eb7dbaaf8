#include "detect/c2/surprise.hpp"

#include <utility>

#include "detect/c2/audience.hpp"

namespace noroshi::c2 {

Overlap overlap(std::vector<ClientContacts> seen, std::size_t visitors, std::size_t marked,
                std::size_t watched) {
  if (seen.size() >= kFewestSeen) seen = regulars(std::move(seen));
  Overlap one{.seen = static_cast<std::uint32_t>(seen.size()),
              .visitors = static_cast<std::uint32_t>(visitors),
              .marked = static_cast<std::uint32_t>(marked)};
  if (one.seen < kFewestSeen) return one;
  one.orders = base::tail_orders(watched, marked, one.visitors, one.seen);
  return one;
}

}  // namespace noroshi::c2
