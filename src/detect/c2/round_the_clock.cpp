#include "detect/c2/round_the_clock.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr double kFewestHours = 12;  // watched; a shorter time has no day and night
constexpr std::uint32_t kFewest = 8;
constexpr double kConvincing = 4.0;  // log-likelihood ratio for 63 % of the strength
constexpr double kOwnHabits = 24.0;  // weight of evenness in a rhythm of its own, in occasions

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

struct Rivals {
  double people = 0;  // flat against the rhythm of all traffic, log-likelihood ratio
  double own = 0;     // flat against a rhythm of its own (Dirichlet-multinomial)
};

// Hours with no traffic at all say nothing.
Rivals rivals(const Occasions& occasions, const Customary& customary) {
  Rivals ratio;
  for (std::size_t hour = 0; hour < kHoursOfDay; ++hour) {
    const double flat = customary.watched(hour);
    const double busy = customary.busy(hour);
    const std::uint32_t seen = occasions.by_hour[hour];
    if (flat <= 0 || busy <= 0 || seen == 0) continue;
    ratio.people += seen * std::log(flat / busy);
    ratio.own += seen * std::log(flat) - log_rising(kOwnHabits * flat, seen);
  }
  ratio.own += log_rising(kOwnHabits, occasions.hours);
  return ratio;
}

}  // namespace

std::optional<Signal> round_the_clock(const Case& the_case) {
  const Surroundings& surroundings = the_case.surroundings;
  const double watched =
      base::seconds(surroundings.last_seen() - surroundings.first_seen()) / 3600.0;
  if (watched < kFewestHours) return std::nullopt;
  const Occasions occasions = occasions_of(the_case.server);
  if (occasions.hours < kFewest) return std::nullopt;
  const Rivals ratio = rivals(occasions, surroundings.customary());
  const double least = std::min(ratio.people, ratio.own);
  if (least <= 0) return std::nullopt;
  const auto hours = kHoursOfDay - static_cast<std::size_t>(
                                       std::ranges::count(occasions.by_hour, std::uint32_t{0}));
  return Signal{.value = ratio.people,
                .unit = "nat",
                .input = Input::RoundTheClock,
                .strength = 1.0 - std::exp(-least / kConvincing),
                .counts = {{"client_hours", static_cast<double>(occasions.hours)},
                           {"hours_of_day", static_cast<double>(hours)},
                           {"own_rhythm", ratio.own}}};
}

std::string tell_round_the_clock(const model::Evidence& evidence, base::Language language) {
  const double times = std::exp(std::min(evidence.value, std::log(1e6)));
  return kStory.in(language, count(evidence, "client_hours"), count(evidence, "hours_of_day"),
                   std::llround(times));
}

}  // namespace noroshi::c2
