#include "detect/c2/popularity.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr double kFewestWatched = 50;  // clients; below, a share of them says nothing
constexpr double kFew = 0.002;         // share of clients at and below which a server is rare
constexpr double kMany = 0.01;         // share from which on it is popular
constexpr double kEveryone = 0.25;     // share at which popularity has its full weight

constexpr base::Text kStory{"{0} of {1} clients talk to it", "端末 {1} 台中 {0} 台が接触"};

}  // namespace

double many_clients(double clients, double watched) {
  if (watched < kFewestWatched) return 0;
  const double share = std::min(watched, clients) / watched;
  if (share <= std::max(kFew, 1.0 / watched) || share < kMany) return 0;
  return std::clamp(std::log(share / kMany) / std::log(kEveryone / kMany), 0.15, 1.0);
}

double rarity(std::uint64_t all, std::uint64_t clients) {
  if (all == 0) return 0;
  const auto watched = static_cast<double>(all);
  const auto seen = static_cast<double>(std::clamp<std::uint64_t>(clients, 1, all));
  return std::log1p(watched / seen) / std::log1p(watched);
}

std::optional<Signal> popularity(const Case& the_case) {
  const auto watched = static_cast<double>(the_case.surroundings.clients());
  const double clients = std::min(watched, static_cast<double>(the_case.server.clients.size()));
  if (watched < kFewestWatched) return std::nullopt;
  const double share = clients / watched;
  const bool few = share <= std::max(kFew, 1.0 / watched);
  if (!few && share < kMany) return std::nullopt;
  return Signal{.value = clients,
                .unit = "clients",
                .input = few ? Input::FewClients : Input::ManyClients,
                .strength = few ? 1 : many_clients(clients, watched),
                .counts = {{"watched", watched}}};
}

std::string tell_popularity(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "watched"));
}

}  // namespace noroshi::c2
