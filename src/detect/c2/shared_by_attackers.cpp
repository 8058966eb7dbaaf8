#include "detect/c2/shared_by_attackers.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/attack.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kFewestAttackers = 2;
constexpr double kFewestClients = 20;  // watched; below, sharing says nothing
constexpr double kConvincing = 4.0;    // decimal orders beyond chance for 63 % of the weight

constexpr base::Text kStory{
    "{0} of its {1} clients scan or flood ({2} of {3} watched do); chance 10^-{4}",
    "接触端末 {1} 台中 {0} 台がスキャンまたはフラッド(全 {3} 台中 {2} 台)、偶然の確率 10^-{4}"};

double log_choose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

// −log10 P[X ≥ seen], X hypergeometric: `draws` clients out of `all`, `marked` of which attack.
double tail_orders(double all, double marked, double draws, double seen) {
  const double total = log_choose(all, draws);
  double sum = 0;
  for (double i = seen; i <= std::min(marked, draws); ++i) {
    if (draws - i > all - marked) continue;
    sum += std::exp(log_choose(marked, i) + log_choose(all - marked, draws - i) - total);
  }
  return -std::log10(std::clamp(sum, 1e-300, 1.0));
}

// Attackers that got answers; whom they attack they share too.
std::size_t attackers_among(const Case& the_case) {
  return static_cast<std::size_t>(
      std::ranges::count_if(the_case.server.clients, [&](ClientContacts contacts) {
        const bool visit = std::ranges::any_of(contacts, [](const Contact& contact) {
          return contact.outcome == Outcome::Answered || contact.outcome == Outcome::Unknown;
        });
        return visit && !is_onslaught(contacts) &&
               the_case.surroundings.history(contacts.front().client).attacks;
      }));
}

}  // namespace

std::optional<Signal> shared_by_attackers(const Case& the_case) {
  const Surroundings& surroundings = the_case.surroundings;
  const auto watched = static_cast<double>(surroundings.clients());
  const auto marked = static_cast<double>(surroundings.attackers());
  const double clients = std::min(watched, static_cast<double>(the_case.server.clients.size()));
  const auto seen = static_cast<double>(attackers_among(the_case));
  if (seen < kFewestAttackers || watched < kFewestClients) return std::nullopt;
  const double orders = tail_orders(watched, marked, clients, seen);
  // Every server is a test; the chance that one of them looks so is what counts (Bonferroni).
  const double beyond =
      orders - std::log10(static_cast<double>(std::max<std::size_t>(1, surroundings.servers())));
  if (beyond <= 0) return std::nullopt;
  // Nearly all clients of a bot master attack; of a service that infected devices also use, few.
  const double strength = (1.0 - std::exp(-beyond / kConvincing)) * (0.4 + 0.6 * seen / clients);
  return Signal{
      .value = seen,
      .unit = "clients",
      .input = Input::SharedByAttackers,
      .strength = strength,
      .counts = {
          {"clients", clients}, {"attackers", marked}, {"watched", watched}, {"orders", orders}}};
}

std::string tell_shared_by_attackers(const model::Evidence& evidence, base::Language language) {
  return kStory.in(language, evidence.value, count(evidence, "clients"),
                   count(evidence, "attackers"), count(evidence, "watched"),
                   std::lround(count(evidence, "orders")));
}

}  // namespace noroshi::c2
