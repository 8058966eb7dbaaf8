#include "detect/c2/round_the_clock.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace noroshi::c2 {
namespace {

constexpr double kFewestHours = 12;  // watched; a shorter time has no day and night
constexpr std::uint32_t kFewest = 8;
constexpr double kConvincing = 4.0;  // log-likelihood ratio for 63 % of the strength

// How evenly hours follow a rhythm, in occasions (concentration of a Dirichlet distribution): bots
// that come and go with their hosts are not dice.
constexpr double kSteady = 200.0;
constexpr double kOwnHabits = 12.0;  // any rhythm

constexpr base::Text kStory{
    "as active at night as by day: {0} client-hours spread over {1} hours of the day, {2} times "
    "likelier for a clock than for people",
    "昼夜を問わず活動: {0} 端末時間が {1} の時間帯に分布、利用者の生活リズムより時計らしさが {2} "
    "倍"};

// ln (a)(a+1)…(a+n−1)
double log_rising(double a, std::uint32_t n) {
  constexpr std::uint32_t kSteps = 64;  // beyond, Stirling's formula is exact enough
  double sum = 0;
  const std::uint32_t steps = std::min(n, kSteps);
  for (std::uint32_t i = 0; i < steps; ++i) sum += std::log(a + i);
  if (n <= kSteps) return sum;
  const auto stirling = [](double x) { return (x - 0.5) * std::log(x) - x + 1.0 / (12.0 * x); };
  return sum + stirling(a + n) - stirling(a + kSteps);
}

using Hours = std::array<double, kHoursOfDay>;

// What a clock and what people would have made of the occasions.  A client counts from its first
// occasion: infections grow, and the night before one is none of its own.
struct Expected {
  Hours clock{};
  Hours people{};
};

void add_client(const Customary& customary, base::Micros from, base::Micros until, double occasions,
                Expected& expected) {
  Hours watched{};
  double clock = 0;
  double people = 0;
  const base::Micros first = beginning_of(from, base::kHour);
  const base::Micros whole = (until - first) / base::kDay;
  const auto left = static_cast<std::size_t>((until - first) % base::kDay / base::kHour) + 1;
  for (std::size_t step = 0; step < kHoursOfDay; ++step) {
    const std::size_t hour = (hour_of_day(first) + step) % kHoursOfDay;
    if (customary.watched(hour) <= 0) continue;
    watched[hour] = static_cast<double>(whole) + (step < left ? 1.0 : 0.0);
    clock += watched[hour];
    people += watched[hour] * customary.busy(hour) / customary.watched(hour);
  }
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    if (watched[hour] <= 0) continue;
    expected.clock[hour] += occasions * watched[hour] / clock;
    expected.people[hour] +=
        occasions * watched[hour] * customary.busy(hour) / customary.watched(hour) / people;
  }
}

// The first occasion of each client is given, the others are what is explained.
Expected expected_of(const Server& server, const Customary& customary, base::Micros until) {
  Expected expected;
  for (const ClientContacts contacts : server.clients) {
    const auto occasions = occasions_of({server.endpoint, contacts, {contacts}}).hours;
    if (occasions < 2) continue;
    add_client(customary, contacts.front().start, until, occasions, expected);
  }
  return expected;
}

// ln of a Dirichlet-multinomial distribution with means `expected` (in any unit), without the
// coefficient that rivals share.
double log_likelihood(const Occasions& occasions, const Hours& expected, double steadiness) {
  const double all = std::accumulate(expected.begin(), expected.end(), 0.0);
  double sum = 0;
  std::uint32_t counted = 0;
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    if (expected[hour] <= 0 || occasions.by_hour[hour] == 0) continue;
    sum += log_rising(steadiness * expected[hour] / all, occasions.by_hour[hour]);
    counted += occasions.by_hour[hour];
  }
  return sum - log_rising(steadiness, counted);
}

}  // namespace

std::optional<Signal> round_the_clock(const Case& the_case) {
  const Surroundings& surroundings = the_case.surroundings;
  const double watched =
      base::seconds(surroundings.last_seen() - surroundings.first_seen()) / 3600.0;
  if (watched < kFewestHours || the_case.server.contacts.size() < kFewest) return std::nullopt;
  const Occasions occasions = occasions_of(the_case.server);
  if (occasions.hours < kFewest) return std::nullopt;
  const Expected expected =
      expected_of(the_case.server, surroundings.customary(), surroundings.last_seen());
  const double clock = log_likelihood(occasions, expected.clock, kSteady);
  const double people = clock - log_likelihood(occasions, expected.people, kSteady);
  const double own = clock - log_likelihood(occasions, expected.clock, kOwnHabits);
  const double least = std::min(people, own);
  if (least <= 0) return std::nullopt;
  const auto hours = kHoursOfDay - static_cast<std::size_t>(
                                       std::ranges::count(occasions.by_hour, std::uint32_t{0}));
  return Signal{.value = people,
                .unit = "nat",
                .input = Input::RoundTheClock,
                .strength = 1.0 - std::exp(-least / kConvincing),
                .counts = {{"client_hours", static_cast<double>(occasions.hours)},
                           {"hours_of_day", static_cast<double>(hours)},
                           {"own_rhythm", own}}};
}

std::string tell_round_the_clock(const model::Evidence& evidence, base::Language language) {
  const double times = std::exp(std::min(evidence.value, std::log(1e6)));
  return kStory.in(language, count(evidence, "client_hours"), count(evidence, "hours_of_day"),
                   std::llround(times));
}

}  // namespace noroshi::c2
