// What is left of the hunt under sampling: days of the lab that no fit has seen, at one of 1 to
// 10,000 packets.
//
// Every figure is computed from the strengths of a server's evidence, once for all models that are
// compared: the built-in coefficients, the same without one input, and RITA's score of the address.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "detect/c2/coefficients.hpp"
#include "train/fit/calibration.hpp"
#include "train/lesson/course.hpp"
#include "train/lesson/verdict.hpp"

namespace noroshi::bench {

/// Exam seeds lie between 501,000 and … of small courses; these are far from all of them.
inline constexpr std::uint64_t kEvaluationSeed = 900'000'000;

/// What a ranked list of one view is worth.
struct Worth {
  std::size_t innocent = 0;
  std::size_t c2 = 0;    ///< servers, in view or not
  std::size_t seen = 0;  ///< in view
  double pr_auc = 0;
  std::size_t first_20 = 0;        ///< C2 among the first 20
  std::size_t first_100 = 0;       ///< and 100
  std::size_t at_one_million = 0;  ///< found at no more than one false report in a million servers
  std::size_t reported = 0;        ///< at the default threshold
  std::size_t wrong = 0;           ///< innocents at it
  fit::Calibration calibration;
};
Worth worth_of(const lesson::View& view, const std::vector<lesson::Verdict>& ranked);

/// One kind of day, at each sampling interval.
struct Study {
  std::string name;
  lesson::Day day;                                   ///< whole
  std::vector<std::map<net::Address, double>> rita;  ///< score by address, by interval
};

struct Detection {
  std::uint32_t sampling = 1;
  base::Micros window = 0;
  std::size_t c2 = 0;
  std::size_t reported = 0;
  std::size_t at_one_million = 0;
};

struct Ablation {
  std::string input;
  std::vector<double> pr_auc;  ///< by interval, all study days together
};

struct Corner {
  std::string name;
  std::vector<Worth> worth;        ///< by interval
  std::vector<std::size_t> ranks;  ///< of the best server, by interval; 0: not in view
};

struct ScaleEvaluation {
  c2::Coefficients coefficients = c2::built_in_coefficients();
  std::vector<Study> studies;
  std::vector<Detection> detections;
  std::vector<Ablation> ablations;
  std::vector<Corner> corners;
};

struct ScaleOptions {
  std::uint32_t fewest_subscribers = 20'000;
  std::uint32_t most_subscribers = 30'000;
  std::uint32_t operator_subscribers = 1'000'000;  ///< of the day at N = 1000 alone; 0: none
  std::uint32_t corner_subscribers = 10'000;
};

Result<ScaleEvaluation> evaluate_scale(const c2::Coefficients& coefficients,
                                       const std::vector<lesson::Capture>& captures,
                                       const ScaleOptions& options,
                                       const lesson::PartFn& part = {});

/// Verdicts by RITA's score instead of a probability.
std::vector<lesson::Verdict> ranked_by_rita(const lesson::View& view,
                                            const std::map<net::Address, double>& scores);

}  // namespace noroshi::bench
