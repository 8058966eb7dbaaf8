#include "operator_day.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/logarithm.hpp"
#include "markdown_table.hpp"
#include "train/traffic/random.hpp"

namespace noroshi::bench {
namespace {

constexpr int kBotnets = 20;
constexpr std::uint32_t kLarge = 20;  // bots

traffic::Scenario scenario_of(std::uint32_t subscribers, std::uint32_t sampling) {
  using traffic::Family;
  constexpr Family kFamilies[] = {Family::HttpBeacon, Family::Mirai,      Family::Irc,
                                  Family::Rat,        Family::SlowBeacon, Family::DeadC2};
  traffic::Scenario scenario;
  scenario.seed = kEvaluationSeed + 10;
  scenario.subscribers = subscribers;
  scenario.sites = 40'000;
  scenario.sampling = sampling;
  scenario.botnets.clear();
  traffic::Stream draw(net::mix(scenario.seed));
  for (int i = 0; i < kBotnets; ++i) {
    traffic::BotnetSpec spec{
        .family = kFamilies[static_cast<std::size_t>(i) % std::size(kFamilies)], .servers = 1};
    spec.bots = static_cast<std::uint32_t>(std::lround(5 * base::exp(draw.unit() * base::ln(100))));
    scenario.botnets.push_back(spec);
  }
  return scenario;
}

std::vector<WrongReport> wrong_of(const traffic::Truth& truth,
                                  const std::vector<lesson::Verdict>& ranked) {
  std::vector<WrongReport> wrong;
  for (const lesson::Verdict& one : ranked) {
    if (one.c2() || one.probability < c2::kDefaultThreshold) continue;
    const model::Endpoint& server = one.server->weighed.endpoint;
    const bool abandoned =
        std::ranges::any_of(truth.others, [&](const traffic::TruthEndpoint& other) {
          return other.kind == traffic::kAbandonedService && other.endpoint == server;
        });
    wrong.push_back({server, one.probability, abandoned});
  }
  return wrong;
}

std::string wrong_text(const std::vector<OperatorDay>& days) {
  std::string text;
  for (const OperatorDay& day : days) {
    for (const WrongReport& one : day.wrong) {
      text += fmt::format("- N = {}: {}, p = {:.2f}{}\n", day.sampling, to_string(one.server),
                          one.probability, one.abandoned ? ", the abandoned service" : "");
    }
  }
  return text.empty() ? text : "\nEvery wrong report:\n\n" + text;
}

}  // namespace

Result<OperatorDay> operator_day(const c2::Coefficients& coefficients, std::uint32_t subscribers,
                                 std::uint32_t sampling) {
  // The generator samples, so that no more is held than was seen.
  lesson::DayOptions options{.samplings = {1}};
  options.stated = sampling;
  options.coefficients = coefficients;
  const lesson::Day lived = NOROSHI_TRY(lesson::live(scenario_of(subscribers, sampling), options));
  const lesson::View& view = lived.views.front();
  const auto ranked = lesson::ranked(view, coefficients.band(sampling));
  OperatorDay day{.subscribers = subscribers,
                  .sampling = sampling,
                  .records = lived.truth.records,
                  .worth = worth_of(view, ranked),
                  .wrong = wrong_of(lived.truth, ranked)};
  const auto first_wrong =
      std::ranges::find_if(ranked, [](const lesson::Verdict& one) { return !one.c2(); });
  for (auto one = ranked.begin(); one != ranked.end(); ++one) {
    if (!one->c2() || one->server->bots < kLarge) continue;
    ++day.large;
    day.large_reported += one->probability >= c2::kDefaultThreshold ? 1 : 0;
    day.large_at_one_million += one < first_wrong ? 1 : 0;
  }
  for (const lesson::KnownServer& one : view.unseen) day.large += one.bots >= kLarge ? 1 : 0;
  return day;
}

std::string page_of(const std::vector<OperatorDay>& days, const c2::Coefficients& coefficients) {
  MarkdownTable table({"subscribers:", "N:", "records:", "innocent:", "C2 in view:",
                       "right in first 20:", "botnets ≥ 20 bots:", "reported:",
                       "above all innocents:", "wrong:", "error, all:", "error, p ≥ 0.01:"});
  for (const OperatorDay& day : days) {
    table.add({fmt::format("{}", day.subscribers), fmt::format("{}", day.sampling),
               fmt::format("{}", day.records), fmt::format("{}", day.worth.innocent),
               fmt::format("{} of {}", day.worth.seen, day.worth.c2),
               fmt::format("{}", day.worth.first_20), fmt::format("{}", day.large),
               fmt::format("{}", day.large_reported), fmt::format("{}", day.large_at_one_million),
               fmt::format("{}", day.worth.wrong),
               fmt::format("{:.5f}", day.worth.calibration.expected_error()),
               fmt::format("{:.3f}",
                           day.worth.calibration.expected_error(fit::Calibration::kSuspected))});
  }
  return fmt::format(
             "# An operator's day\n\nMade by `build/release/evaluate_operator`, with coefficients "
             "{}; the same program gives the same page. A synthetic day\n([lab "
             "traffic](formats/lab-traffic.md)) with twenty botnets of 5–500 bots (log-uniform), "
             "one server each, of the six families\nthat have one; its seed is in no lesson. "
             "*records*: as the router exported them, after sampling.\n*innocent*: the "
             "abandoned service of the day among them. *reported*: at p ≥ {}.\n\n",
             coefficients.version(), c2::kDefaultThreshold) +
         table.text() + wrong_text(days);
}

}  // namespace noroshi::bench
