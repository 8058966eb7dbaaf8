#include "evaluation.hpp"

#include <algorithm>
#include <utility>

#include "train/lesson/capture.hpp"

namespace noroshi::bench {
namespace {

constexpr std::size_t kFirst = 3;  // how far down a list an analyst surely looks

Verdict judge(const score::TruthEntry& truth, const model::FlowBatch& flows) {
  Trial trial;
  trial.add(flows);
  return std::move(trial).judge(truth);
}

bool among_first(const Showing& showing) {
  const std::size_t rank = showing.best_rank();
  return rank > 0 && rank <= kFirst;
}

// Of a long list only what was reported is told.
void forget_candidates(Showing& showing) {
  std::erase_if(showing.findings, [&](const model::Finding& finding) {
    return finding.probability < showing.card.threshold;
  });
}

void forget_candidates(Verdict& verdict) {
  forget_candidates(verdict.noroshi);
  forget_candidates(verdict.rita);
}

void count(Thinned& thinned, const Verdict& verdict) {
  const Showing& noroshi = verdict.noroshi;
  const Showing& rita = verdict.rita;
  if (verdict.truth.innocent()) {
    ++thinned.innocent_trials;
    thinned.innocent_reports += noroshi.card.false_reports.empty() ? 0 : 1;
    thinned.rita_innocent_reports += rita.card.false_reports.empty() ? 0 : 1;
    return;
  }
  ++thinned.trials;
  thinned.in_view += noroshi.best() ? 1 : 0;
  thinned.first_three += among_first(noroshi) ? 1 : 0;
  thinned.reported += noroshi.card.found() > 0 ? 1 : 0;
  thinned.rita_first_three += among_first(rita) ? 1 : 0;
  thinned.rita_reported += rita.card.found() > 0 ? 1 : 0;
}

Thinned thin(const std::vector<lesson::Capture>& captures, std::uint32_t sampling, unsigned draws) {
  Thinned thinned{.sampling = sampling};
  const unsigned needed = sampling == 1 ? 1 : draws;  // nothing is drawn at N = 1
  for (const lesson::Capture& capture : captures) {
    if (!capture.labelled || (capture.truth.kind != "c2" && !capture.truth.innocent())) continue;
    for (unsigned seed = 1; seed <= needed; ++seed) {
      count(thinned, judge(capture.truth, lesson::sampled(capture.flows, sampling, seed)));
    }
  }
  return thinned;
}

}  // namespace

Targets targets_of(const std::vector<Verdict>& captures) {
  constexpr std::uint64_t kEnough = 10;
  Targets targets;
  for (const Verdict& verdict : captures) {
    if (verdict.truth.innocent()) {
      ++targets.innocent;
      targets.innocent_reported += verdict.noroshi.card.reported() > 0 ? 1 : 0;
    }
    if (verdict.truth.kind != "c2") continue;
    ++targets.c2;
    targets.first_three += among_first(verdict.noroshi) ? 1 : 0;
    if (verdict.contacts < kEnough) continue;
    ++targets.ten_contacts;
    targets.ten_reported += verdict.noroshi.card.found() > 0 ? 1 : 0;
  }
  return targets;
}

const Verdict* find_capture(const std::vector<Verdict>& captures, std::string_view file) {
  const auto found =
      std::ranges::find(captures, file, [](const Verdict& one) { return one.truth.file; });
  return found == captures.end() ? nullptr : &*found;
}

Status evaluate_captures(const std::string& folder, unsigned draws, Evaluation& evaluation) {
  const auto captures = NOROSHI_TRY(lesson::read_captures(folder));
  evaluation.captures_found = true;
  for (const lesson::Capture& capture : captures) {
    Verdict verdict = judge(capture.truth, capture.flows);
    // A simulated beacon is neither malware nor innocent: no probability is right about it.
    if (capture.labelled && capture.truth.kind != "simulated") {
      evaluation.capture_reliability.add(capture.truth, verdict.noroshi.findings);
    }
    auto& list = capture.labelled ? evaluation.captures : evaluation.unlabelled;
    list.push_back(std::move(verdict));
  }
  for (const std::uint32_t sampling : kSamplings) {
    evaluation.thinned.push_back(thin(captures, sampling, draws));
  }
  return {};
}

Status evaluate_days(traffic::Scenario scenario, const std::vector<std::uint64_t>& seeds,
                     Evaluation& evaluation) {
  for (const std::uint64_t seed : seeds) {
    for (const std::uint32_t sampling : kSamplings) {
      scenario.seed = seed;
      scenario.sampling = sampling;
      Day day = NOROSHI_TRY(live_through(scenario));
      evaluation.day_reliability.add(day.verdict.truth, day.verdict.noroshi.findings);
      forget_candidates(day.verdict);
      evaluation.days.push_back(std::move(day));
    }
  }
  return {};
}

}  // namespace noroshi::bench
