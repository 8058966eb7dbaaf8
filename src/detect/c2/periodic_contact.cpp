#include "detect/c2/periodic_contact.hpp"

#include <algorithm>
#include <cmath>

namespace noroshi::c2 {
namespace {

constexpr double kConvincing = 12.0;  // log-likelihood ratio at which 63 % of the weight is given

constexpr base::Text kStory{
    "calls every {0} (jitter {1} %): {2} % of {3} intervals fit, {4} of {5} repeat clients",
    "{0} ごとに接続(ゆらぎ {1} %): {3} 区間の {2} % が一致、繰り返す端末 {5} 台中 {4} 台"};
constexpr base::Text kStoryThinned{
    "calls every {0} (jitter {1} %) of which {6} % were not seen: {2} % of {3} intervals fit a "
    "multiple, {4} of {5} repeat clients",
    "{0} ごとに接続(ゆらぎ {1} %、{6} % は観測されず): {3} 区間の {2} % が倍数に一致、"
    "繰り返す端末 {5} 台中 {4} 台"};

}  // namespace

std::optional<Signal> periodic_contact(const Case& the_case) {
  if (!the_case.schedule) return std::nullopt;
  const Schedule& schedule = *the_case.schedule;
  // Bots of one server share its timer; agents of a monitoring service each have their own.
  // Those that show too little to tell are not asked.
  const auto clients = static_cast<double>(schedule.clients);
  const double together = clients / std::max(1.0, clients + static_cast<double>(schedule.against));
  const double strength = (1.0 - std::exp(-schedule.likelihood / kConvincing)) *
                          schedule.certainty() * together * together;
  return Signal{.value = schedule.period,
                .unit = "s",
                .input = Input::PeriodicContact,
                .strength = strength,
                .counts = {{"jitter", schedule.jitter},
                           {"log_likelihood_ratio", schedule.likelihood},
                           {"on_schedule", schedule.on_schedule},
                           {"intervals", static_cast<double>(schedule.intervals)},
                           {"clients", clients},
                           {"of_clients", static_cast<double>(schedule.of_clients)},
                           {"missed", schedule.missed},
                           {"chance", schedule.chance}}};
}

std::string tell_periodic_contact(const model::Evidence& evidence, base::Language language) {
  const double missed = count(evidence, "missed");
  const bool thinned = missed > 0.25;
  const std::string period =
      base::humane(static_cast<base::Micros>(evidence.value * static_cast<double>(base::kSecond)));
  const auto percent = [&](std::string_view name) {
    return std::lround(100 * count(evidence, name));
  };
  return (thinned ? kStoryThinned : kStory)
      .in(language, period, percent("jitter"), percent("on_schedule"), count(evidence, "intervals"),
          count(evidence, "clients"), count(evidence, "of_clients"), percent("missed"));
}

}  // namespace noroshi::c2
