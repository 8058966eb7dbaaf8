#include "detect/c2/retries.hpp"

#include <algorithm>
#include <cmath>

#include "detect/c2/attack.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewest = 3;      // attempts; an ordinary program gives up by then
constexpr double kSettling = 4.0;       // further attempts that make up 63 % of the strength
constexpr double kLastingSeconds = 90;  // a page that does not load is retried for less
constexpr double kFanOut = 4.0;         // dead servers on one port that halve the strength
constexpr double kMostlyFailed = 0.5;

constexpr base::Text kStory{
    "{0} failed attempts by {1} clients over {2} ({3} % of all contacts), again and again",
    "失敗した接続試行が {2} の間に {0} 回(端末 {1} 台、全接触の {3} %)、繰り返し続く"};

// What one client's failures amount to.
struct Attempts {
  double strength = 0;
  std::size_t failed = 0;
  base::Micros span = 0;
};

bool counts_as_failed(const Contact& contact) {
  return failed(contact.outcome) || contact.outcome == Outcome::Asked;
}

Attempts attempts_of(ClientContacts contacts, const Case& the_case) {
  std::vector<Contact> tried;
  std::ranges::copy_if(contacts, std::back_inserter(tried), counts_as_failed);
  const std::size_t occasions = visits(tried).size();
  if (occasions < kFewest || is_flood(contacts)) return {};
  const double share = static_cast<double>(tried.size()) / static_cast<double>(contacts.size());
  if (share < kMostlyFailed) return {};
  const base::Micros span = tried.back().end - tried.front().start;
  const double many = 1.0 - std::exp(-static_cast<double>(occasions - kFewest + 1) / kSettling);
  const double lasting = 1.0 - std::exp(-base::seconds(span) / kLastingSeconds);
  const auto others = static_cast<double>(
      std::max(1U, the_case.surroundings.failed_on_port(contacts.front().client,
                                                        the_case.server.endpoint.port)));
  const double focus = 1.0 / (1.0 + (others - 1.0) / kFanOut);
  return {many * lasting * focus * share, tried.size(), span};
}

}  // namespace

std::optional<Signal> retries(const Case& the_case) {
  const Server& server = the_case.server;
  if (server.endpoint.proto != model::kTcp) return std::nullopt;
  double strength = 0;
  std::size_t failures = 0;
  std::size_t clients = 0;
  base::Micros longest = 0;
  for (const ClientContacts contacts : server.clients) {
    const Attempts attempts = attempts_of(contacts, the_case);
    if (attempts.failed == 0) continue;
    strength = std::max(strength, attempts.strength);
    failures += attempts.failed;
    ++clients;
    longest = std::max(longest, attempts.span);
  }
  // A server that answers most of its clients is not dead; some cannot reach it.
  const double share = static_cast<double>(clients) / static_cast<double>(server.clients.size());
  if (clients == 0 || share < kMostlyFailed) return std::nullopt;
  return Signal{.value = static_cast<double>(failures),
                .unit = "attempts",
                .input = Input::Retries,
                .strength = strength * share,
                .counts = {{"clients", static_cast<double>(clients)},
                           {"span", base::seconds(longest)},
                           {"share", static_cast<double>(failures) /
                                         static_cast<double>(server.contacts.size())}}};
}

std::string tell_retries(const model::Evidence& evidence, base::Language language) {
  const auto span = base::humane(static_cast<base::Micros>(count(evidence, "span") * 1e6));
  return kStory.in(language, evidence.value, count(evidence, "clients"), span,
                   std::lround(100 * count(evidence, "share")));
}

}  // namespace noroshi::c2
