#include "detect/c2/retries.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "detect/c2/attack.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFewest = 3;      // attempts; an ordinary program gives up by then
constexpr double kSettling = 4.0;       // further attempts that make up 63 % of the strength
constexpr double kLastingSeconds = 90;  // a page that does not load is retried for less
constexpr double kFanOut = 4.0;         // dead servers on one port that halve the strength
constexpr double kMostlyFailed = 0.5;

// Of all clients together, where packets were sampled.
constexpr std::size_t kFewestTogether = 4;
constexpr double kNearlyAllFailed = 0.8;
constexpr double kDoubt = 2.0;              // decimal orders: one dead server in a hundred
constexpr double kConvincing = 3.0;         // further orders for 63 % of the strength
constexpr double kLastingTogether = 7'200;  // seconds; an outage of an hour is none of a master

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

// Under sampling a client is seen to try once or not at all; what is left is that nothing but lone
// SYNs is seen of all of them together, where connections that go well show other packets.
struct Together {
  double strength = 0;
  std::size_t failed = 0;
  std::size_t clients = 0;
  base::Micros span = 0;
};

Together together(const Case& the_case) {
  const Server& server = the_case.server;
  const Surroundings& surroundings = the_case.surroundings;
  Together all;
  double focus = 0;
  base::Micros first = std::numeric_limits<base::Micros>::max();
  base::Micros last = std::numeric_limits<base::Micros>::min();
  for (const ClientContacts contacts : server.clients) {
    const auto tried = static_cast<std::size_t>(std::ranges::count_if(contacts, counts_as_failed));
    const std::uint32_t client = contacts.front().client;
    if (tried == 0 || surroundings.history(client).attacks || is_flood(contacts)) continue;
    const double others = surroundings.failed_on_port(client, server.endpoint.port);
    focus += 1.0 / (1.0 + std::max(0.0, others - 1.0) / kFanOut);
    all.failed += tried;
    ++all.clients;
    first = std::min(first, contacts.front().start);
    last = std::max(last, contacts.back().start);
  }
  if (all.failed < kFewestTogether) return {};
  all.span = last - first;
  const auto tried = static_cast<double>(all.failed);
  const double share = tried / static_cast<double>(server.contacts.size());
  if (share < kNearlyAllFailed) return {};
  const double surprise = -tried * std::log10(surroundings.usual_asked());
  const double beyond = std::max(0.0, surprise - kDoubt);
  const double lasting = 1.0 - std::exp(-base::seconds(all.span) / kLastingTogether);
  all.strength = (1.0 - std::exp(-beyond / kConvincing)) * lasting * share * focus /
                 static_cast<double>(all.clients);
  return all;
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
  strength = share < kMostlyFailed ? 0 : strength * share;
  if (the_case.surroundings.sampling() > 1) {
    const Together all = together(the_case);
    if (all.strength > strength) {
      strength = all.strength;
      failures = all.failed;
      clients = all.clients;
      longest = all.span;
    }
  }
  if (strength <= 0) return std::nullopt;
  return Signal{.value = static_cast<double>(failures),
                .unit = "attempts",
                .input = Input::Retries,
                .strength = strength,
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
