#include "detect/c2/ages.hpp"

#include <algorithm>
#include <tuple>

namespace noroshi::c2 {

Ages::Ages(std::vector<FirstSeen> known) : known_(std::move(known)) {
  std::ranges::sort(known_, {}, [](const FirstSeen& one) { return std::tie(one.server, one.at); });
  if (!known_.empty()) since_ = std::ranges::min(known_, {}, &FirstSeen::at).at;
}

std::optional<base::Micros> Ages::first_seen(const model::Endpoint& server) const {
  const auto found = std::ranges::lower_bound(known_, server, {}, &FirstSeen::server);
  if (found == known_.end() || found->server != server) return std::nullopt;
  return found->at;
}

}  // namespace noroshi::c2
