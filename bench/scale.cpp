#include "scale.hpp"

#include <algorithm>

#include "detect/c2/hunt.hpp"
#include "rita_baseline.hpp"

namespace noroshi::bench {
namespace {

using lesson::kSamplings;

constexpr double kTelescope = 0.2;  // share of the infected that darknets and the like know
constexpr double kOneInAMillion = 1e-6;

const std::vector<net::Prefix>& subscribers() {
  static const std::vector<net::Prefix> kPrefixes = {
      net::Prefix::parse("100.64.0.0/10").value(),
      net::Prefix::parse("2001:db8:8000::/33").value()};
  return kPrefixes;
}

lesson::DayOptions day_options(const c2::Coefficients& coefficients) {
  lesson::DayOptions options{.samplings = {kSamplings.begin(), kSamplings.end()}};
  options.coefficients = coefficients;
  return options;
}

Result<Study> study(std::string name, const traffic::Scenario& scenario, lesson::DayOptions options,
                    bool with_rita) {
  Study study{.name = std::move(name), .day = {}, .rita = {}};
  std::vector<rita::Baseline> baselines;
  if (with_rita) {
    for (std::size_t i = 0; i < options.samplings.size(); ++i) {
      baselines.emplace_back(rita::Baseline::default_internal(subscribers()));
    }
    options.watch = [&](std::size_t i, const model::FlowBatch& batch) { baselines[i].add(batch); };
  }
  study.day = NOROSHI_TRY(lesson::live(scenario, options));
  for (const rita::Baseline& baseline : baselines) {
    auto& scores = study.rita.emplace_back();
    for (const rita::ServerScore& one : baseline.servers()) scores[one.server] = one.score;
  }
  return study;
}

std::vector<const lesson::Capture*> graftable(const std::vector<lesson::Capture>& captures) {
  std::vector<const lesson::Capture*> found;
  for (const lesson::Capture& capture : captures) {
    if (capture.graft) found.push_back(&capture);
  }
  return found;
}

Status study_days(ScaleEvaluation& evaluation, const std::vector<lesson::Capture>& captures,
                  const ScaleOptions& options, const lesson::PartFn& part) {
  lesson::PracticeOptions practice{.seed = kEvaluationSeed,
                                   .fewest_subscribers = options.fewest_subscribers,
                                   .most_subscribers = options.most_subscribers};
  const traffic::Scenario botnets = lesson::practice_day(practice);
  lesson::DayOptions day = day_options(evaluation.coefficients);
  part("generated botnets");
  evaluation.studies.push_back(NOROSHI_TRY(study("Generated botnets", botnets, day, true)));
  part("generated botnets, with a telescope");
  day.known_infected = kTelescope;
  evaluation.studies.push_back(
      NOROSHI_TRY(study("Generated botnets, with a telescope", botnets, day, false)));
  day.known_infected = 0;
  const auto grafts = graftable(captures);
  if (grafts.empty()) return {};
  part("captures grafted");
  practice.seed = kEvaluationSeed + 1;
  practice.grafts = grafts;
  traffic::Scenario grafted = lesson::practice_day(practice);
  grafted.botnets.clear();
  evaluation.studies.push_back(
      NOROSHI_TRY(study("Labelled captures, grafted", grafted, day, true)));
  return {};
}

Status find_times(ScaleEvaluation& evaluation, const ScaleOptions& options,
                  const lesson::PartFn& part) {
  part("growing windows");
  lesson::PracticeOptions practice{.seed = kEvaluationSeed + 2,
                                   .fewest_subscribers = options.corner_subscribers,
                                   .most_subscribers = options.corner_subscribers};
  traffic::Scenario scenario = lesson::practice_day(practice);
  scenario.spread_midpoint = -48 * base::kHour;  // all infected when the day begins
  lesson::DayOptions day = day_options(evaluation.coefficients);
  day.windows = {base::kHour, 3 * base::kHour, 6 * base::kHour, 12 * base::kHour, base::kDay};
  const lesson::Day lived = NOROSHI_TRY(lesson::live(scenario, day));
  for (const lesson::View& view : lived.views) {
    const Worth worth =
        worth_of(view, lesson::ranked(view, evaluation.coefficients.band(view.sampling)));
    evaluation.detections.push_back({.sampling = view.sampling,
                                     .window = view.window,
                                     .c2 = worth.c2,
                                     .reported = worth.reported,
                                     .at_one_million = worth.at_one_million});
  }
  return {};
}

// Ranks of all study days with botnets or grafts together, the weights of one input taken away.
double pr_auc_without(const ScaleEvaluation& evaluation, std::size_t interval,
                      std::optional<std::size_t> input) {
  std::vector<lesson::Verdict> all;
  std::size_t seen = 0;
  for (const Study& one : evaluation.studies) {
    const lesson::View& view = one.day.views[interval];
    c2::Band band = evaluation.coefficients.band(view.sampling);
    if (input) band.worth[*input] = 0;
    for (const lesson::Verdict& verdict : lesson::ranked(view, band)) {
      all.push_back(verdict);
      seen += verdict.c2() ? 1 : 0;
    }
  }
  lesson::rank(all);
  return lesson::average_precision(all, seen);
}

void ablate(ScaleEvaluation& evaluation) {
  const auto row = [&](std::string name, std::optional<std::size_t> input) {
    Ablation one{.input = std::move(name), .pr_auc = {}};
    for (std::size_t i = 0; i < kSamplings.size(); ++i) {
      one.pr_auc.push_back(pr_auc_without(evaluation, i, input));
    }
    evaluation.ablations.push_back(std::move(one));
  };
  row("nothing", std::nullopt);
  for (std::size_t i = 0; i < c2::kInputs; ++i) row(std::string(c2::inputs()[i].name), i);
}

traffic::Scenario corner_day(const ScaleOptions& options, traffic::BotnetSpec botnet) {
  traffic::Scenario scenario =
      lesson::practice_day({.seed = kEvaluationSeed + 3,
                            .fewest_subscribers = options.corner_subscribers,
                            .most_subscribers = options.corner_subscribers});
  constexpr int kBotnets = 5;
  botnet.bots = 50;
  if (botnet.period == 0) botnet.period = 300 * base::kSecond;
  scenario.botnets.assign(kBotnets, botnet);
  return scenario;
}

Status back_into_a_corner(ScaleEvaluation& evaluation, const ScaleOptions& options,
                          const lesson::PartFn& part) {
  using traffic::Family;
  const std::pair<const char*, traffic::BotnetSpec> corners[] = {
      {"jitter ± 5 %, for comparison",
       {.family = Family::HttpBeacon, .servers = 1, .jitter = 0.05}},
      {"jitter ± 50 %", {.family = Family::HttpBeacon, .servers = 1, .jitter = 0.5}},
      {"on a CDN's address", {.family = Family::Fronted}},
      {"on port 443 of a shared host",
       {.family = Family::HttpBeacon, .servers = 1, .shared_host = true}},
      {"a new server every eight hours",
       {.family = Family::HttpBeacon, .servers = 1, .rotation = 8 * base::kHour}},
  };
  for (const auto& [name, botnet] : corners) {
    part(name);
    lesson::DayOptions day = day_options(evaluation.coefficients);
    day.fronted_counts = true;
    const lesson::Day lived = NOROSHI_TRY(lesson::live(corner_day(options, botnet), day));
    Corner corner{.name = name, .worth = {}, .ranks = {}};
    for (const lesson::View& view : lived.views) {
      const auto verdicts = lesson::ranked(view, evaluation.coefficients.band(view.sampling));
      corner.worth.push_back(worth_of(view, verdicts));
      const auto best = std::ranges::find_if(verdicts, &lesson::Verdict::c2);
      corner.ranks.push_back(
          best == verdicts.end() ? 0 : static_cast<std::size_t>(best - verdicts.begin()) + 1);
    }
    evaluation.corners.push_back(std::move(corner));
  }
  return {};
}

}  // namespace

Worth worth_of(const lesson::View& view, const std::vector<lesson::Verdict>& ranked) {
  Worth worth;
  for (const lesson::Verdict& one : ranked) {
    const bool reported = one.probability >= c2::kDefaultThreshold;
    (one.c2() ? worth.seen : worth.innocent) += 1;
    (one.c2() ? worth.reported : worth.wrong) += reported ? 1 : 0;
    worth.calibration.add(one.probability, one.c2());
  }
  worth.c2 = worth.seen + view.unseen.size();
  worth.pr_auc = lesson::average_precision(ranked, worth.c2);
  worth.first_20 = lesson::hits(ranked, 20);
  worth.first_100 = lesson::hits(ranked, 100);
  worth.at_one_million = lesson::found_at(ranked, kOneInAMillion);
  return worth;
}

std::vector<lesson::Verdict> ranked_by_rita(const lesson::View& view,
                                            const std::map<net::Address, double>& scores) {
  std::vector<lesson::Verdict> verdicts;
  for (const lesson::KnownServer& server : view.servers) {
    const auto found = scores.find(server.weighed.endpoint.ip);
    if (found != scores.end()) verdicts.push_back({found->second, &server});
  }
  lesson::rank(verdicts);
  return verdicts;
}

Result<ScaleEvaluation> evaluate_scale(const c2::Coefficients& coefficients,
                                       const std::vector<lesson::Capture>& captures,
                                       const ScaleOptions& options, const lesson::PartFn& part) {
  const auto tell = [&](const std::string& what) {
    if (part) part(what);
  };
  ScaleEvaluation evaluation;
  evaluation.coefficients = coefficients;
  NOROSHI_CHECK(study_days(evaluation, captures, options, tell));
  ablate(evaluation);
  NOROSHI_CHECK(find_times(evaluation, options, tell));
  NOROSHI_CHECK(back_into_a_corner(evaluation, options, tell));
  return evaluation;
}

}  // namespace noroshi::bench
