#include "detect/c2/returning_clients.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr double kUsual = 0.75;    // of like servers see fewer returns: nothing out of the ordinary
constexpr double kSettling = 6.0;  // returns that make up 63 % of the strength

constexpr base::Text kHourStory{
    "the same {0} clients again and again: {1} % of {2} client-hours are returns, more than at "
    "{3} % of servers with as many",
    "同じ端末 {0} 台が繰り返し接触: {2} 端末時間の {1} % が再訪、同規模のサーバーの {3} % "
    "を上回る"};
constexpr base::Text kDayStory{
    "the same {0} clients day after day: {1} % of {2} client-days are returns, more than at {3} % "
    "of servers with as many",
    "同じ端末 {0} 台が連日接触: {2} 端末日の {1} % が再訪、同規模のサーバーの {3} % を上回る"};

}  // namespace

std::optional<Signal> returning_clients(const Case& the_case) {
  const Customary& customary = the_case.surroundings.customary();
  if (the_case.server.clients.size() < Customary::kFewestClients) return std::nullopt;
  const Occasions seen = occasions_of(the_case.server);
  const auto less = customary.returned_less(seen);
  if (!less) return std::nullopt;
  const std::uint32_t occasions = customary.by_day() ? seen.days : seen.hours;
  const double returns = static_cast<double>(occasions) - static_cast<double>(seen.clients);
  const double beyond = std::clamp((*less - kUsual) / (1.0 - kUsual), 0.0, 1.0);
  const double strength = beyond * (1.0 - std::exp(-returns / kSettling));
  if (strength <= 0) return std::nullopt;
  return Signal{.value = returning_share(occasions, seen.clients),
                .unit = "1",
                .input = Input::ReturningClients,
                .strength = strength,
                .counts = {{"clients", static_cast<double>(seen.clients)},
                           {"occasions", static_cast<double>(occasions)},
                           {"by_day", customary.by_day() ? 1.0 : 0.0},
                           {"returned_less", *less}}};
}

std::string tell_returning_clients(const model::Evidence& evidence, base::Language language) {
  const base::Text& story = count(evidence, "by_day") > 0 ? kDayStory : kHourStory;
  return story.in(language, count(evidence, "clients"), std::lround(100 * evidence.value),
                  count(evidence, "occasions"),
                  static_cast<long>(100 * count(evidence, "returned_less")));
}

}  // namespace noroshi::c2
