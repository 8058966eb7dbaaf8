#include "detect/c2/client_spread.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewestClients = 4;
constexpr std::size_t kFewestNetworks = 8;  // watched: fewer cannot be spread over
constexpr double kSettling = 2.0;           // clients that make up 63 % of the strength
constexpr double kConcentrated = 0.5;       // of the networks expected by lot: a local service

constexpr base::Text kStory{"{0} clients in {1} networks; by lot they would be in {2}",
                            "端末 {0} 台が {1} のネットワークに分布(無作為なら {2})"};

}  // namespace

std::optional<Signal> client_spread(const Case& the_case) {
  const ClientNetworks& networks = the_case.surroundings.client_networks();
  if (networks.networks() < kFewestNetworks) return std::nullopt;
  std::vector<std::uint32_t> met;
  for (const ClientContacts contacts : the_case.server.clients) {
    const std::uint32_t network = networks.of(contacts.front().client);
    if (network != ClientNetworks::kNone) met.push_back(network);
  }
  const std::size_t clients = met.size();
  // Where most clients are tokens, the few that are not say nothing about the rest.
  if (clients < kFewestClients || 2 * clients < the_case.server.clients.size()) return std::nullopt;
  std::ranges::sort(met);
  met.erase(std::unique(met.begin(), met.end()), met.end());
  const auto distinct = static_cast<double>(met.size());
  const double expected = networks.expected(clients);
  const double spread =
      std::clamp((distinct / expected - kConcentrated) / (1.0 - kConcentrated), 0.0, 1.0);
  const double many = 1.0 - std::exp(-(static_cast<double>(clients) - 2.0) / kSettling);
  if (spread <= 0) return std::nullopt;
  return Signal{.value = distinct,
                .unit = "networks",
                .input = Input::ClientSpread,
                .strength = spread * many,
                .counts = {{"clients", static_cast<double>(clients)}, {"expected", expected}}};
}

std::string tell_client_spread(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, count(evidence, "clients"), evidence.value,
                   std::round(10 * count(evidence, "expected")) / 10);
}

}  // namespace noroshi::c2
