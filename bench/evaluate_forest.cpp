// Writes docs/evaluation-forest.md: `make eval`, by way of tools/eval, where XGBoost is installed.
//
//   evaluate_forest PAGE CAPTURES
//
// PAGE is written anew, but for its hand-written part; CAPTURES is the folder of labelled captures
// (left out of the lessons if it is not there).  Lessons and exam are those of `noroshi lab train
// --seed 1`.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>

#include "markdown_table.hpp"
#include "page_file.hpp"
#include "page_program.hpp"
#include "random_forest.hpp"
#include "train/lesson/course.hpp"
#include "train/lesson/verdict.hpp"

namespace noroshi::bench {
namespace {

constexpr std::string_view kOpening = R"(# What the additive form costs

Made by `make eval`, with coefficients {}; the same data and program give the same page. `noroshi c2 hunt` adds up what
its lines of evidence saw, so that every probability can be told line by line. A random forest need not add up, and can
tell nothing. Here it is the yard-stick: how much better could the same strengths be used?

- Both learn from the examples of `noroshi lab train --seed 1` ({} lessons, {} labelled captures) and are examined on its
  {} exam days, which no lesson has seen ([How the coefficients were made](c2-training.md) has the data, and says what
  such figures do not claim).
- Forest: XGBoost, one round of {} trees to squared error, at most {} deep, {} of the examples a tree and {} of the
  strengths a node, seed {}; one forest for each N. Settings were chosen once, beforehand. It sees the strengths alone,
  not the prior; shared suspicion among them follows from the judged weights for both.
- *PR-AUC*: over the C2 servers in view of all exam days together. *above all innocents*: C2 servers that are ranked
  above the first innocent one; of equals the innocent stands first.

)";

struct Answer {
  double pr_auc = 0;
  std::size_t above_all_innocents = 0;
};

Answer answer_of(std::vector<lesson::Verdict> verdicts, std::size_t c2) {
  lesson::rank(verdicts);
  return {lesson::average_precision(verdicts, c2), lesson::found_at(verdicts, 0)};
}

struct Comparison {
  std::uint32_t sampling = 1;
  std::size_t innocent = 0;
  std::size_t c2 = 0;  ///< in view
  Answer additive;
  Answer forest;
};

Result<Comparison> compare(const lesson::Course& course, std::size_t i, const c2::Band& band,
                           const ForestOptions& options) {
  Comparison comparison{.sampling = lesson::kSamplings[i], .additive = {}, .forest = {}};
  std::vector<lesson::Verdict> additive;
  std::vector<fit::Steps> steps;
  for (const lesson::Day& day : course.exam) {
    for (const lesson::Verdict& one : lesson::ranked(day.views[i], band)) {
      additive.push_back(one);
      steps.push_back(fit::steps_of(one.server->weighed.strengths));
      (one.c2() ? comparison.c2 : comparison.innocent) += 1;
    }
  }
  const auto forest = NOROSHI_TRY(Forest::grown(course.bands[i].examples, options));
  const auto scores = NOROSHI_TRY(forest.scores(steps));
  std::vector<lesson::Verdict> other = additive;
  for (std::size_t k = 0; k < other.size(); ++k) other[k].probability = scores[k];
  comparison.additive = answer_of(std::move(additive), comparison.c2);
  comparison.forest = answer_of(std::move(other), comparison.c2);
  return comparison;
}

std::string found(std::size_t part, std::size_t of) {
  return of == 0 ? "–"
                 : fmt::format("{} ({:.0f} %)", part,
                               100.0 * static_cast<double>(part) / static_cast<double>(of));
}

std::string table_of(const std::vector<Comparison>& comparisons) {
  MarkdownTable table({"N:", "innocent:", "C2 in view:", "PR-AUC, additive:", "PR-AUC, forest:",
                       "forest's gain:", "above all innocents, additive:", "forest:"});
  for (const Comparison& one : comparisons) {
    table.add({fmt::format("{}", one.sampling), fmt::format("{}", one.innocent),
               fmt::format("{}", one.c2), fmt::format("{:.3f}", one.additive.pr_auc),
               fmt::format("{:.3f}", one.forest.pr_auc),
               fmt::format("{:+.3f}", one.forest.pr_auc - one.additive.pr_auc),
               found(one.additive.above_all_innocents, one.c2),
               found(one.forest.above_all_innocents, one.c2)});
  }
  return table.text();
}

// Those that are a lesson as they are; generated days have no path.
std::size_t captures_of(const lesson::Course& course) {
  return static_cast<std::size_t>(std::ranges::count_if(
      course.sources, [](const lesson::Source& source) { return !source.path.empty(); }));
}

Status run(const Words& words) {
  const auto captures = NOROSHI_TRY(captures_in(words[1]));
  const lesson::CourseOptions course_options;
  const auto course = NOROSHI_TRY(lesson::attend(
      course_options, captures, [](const std::string& part) { fmt::print(stderr, "{}\n", part); }));
  const ForestOptions options;
  const c2::Coefficients& coefficients = c2::built_in_coefficients();
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < lesson::kSamplings.size(); ++i) {
    fmt::print(stderr, "forest at N = {}\n", lesson::kSamplings[i]);
    comparisons.push_back(
        NOROSHI_TRY(compare(course, i, coefficients.band(lesson::kSamplings[i]), options)));
  }
  const std::string generated =
      fmt::format(fmt::runtime(kOpening), coefficients.version(), course_options.days,
                  captures_of(course), course_options.exam_days, options.trees, options.depth,
                  options.share_of_examples, options.share_of_strengths, options.seed) +
      table_of(comparisons);
  return write_page(words[0], generated);
}

}  // namespace
}  // namespace noroshi::bench

int main(int argc, char** argv) {
  return noroshi::bench::page_program(argc, argv, "evaluate_forest PAGE CAPTURES",
                                      noroshi::bench::run);
}
