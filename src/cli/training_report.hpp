// What a training run tells about itself, in Markdown: data, fit, exam, families left out.
#pragma once

#include <string>
#include <vector>

#include "detect/c2/coefficients.hpp"
#include "train/fit/bands.hpp"
#include "train/fit/calibration.hpp"
#include "train/lesson/course.hpp"

namespace noroshi::cli {

/// What the exam days say of one set of coefficients at one interval.
struct ExamResult {
  std::uint32_t sampling = 1;
  std::size_t innocent = 0;
  std::size_t c2 = 0;           ///< servers, seen or not
  std::size_t seen = 0;         ///< of these, seen
  std::size_t reported = 0;     ///< of these, at the default threshold
  std::size_t wrong = 0;        ///< innocents at the threshold
  std::size_t among_first = 0;  ///< C2 servers among the first as many as there are, by day
  double average_precision = 0;
  fit::Calibration calibration;
};

/// A family that was left out of the fit, on the exam days.
struct FamilyResult {
  std::string family;
  std::uint32_t sampling = 1;
  std::size_t servers = 0;           ///< seen
  std::size_t reported = 0;          ///< by the fit of everything
  std::size_t reported_without = 0;  ///< by the fit without the family
};

struct Training {
  std::string command;  ///< that makes it again
  const lesson::Course* course = nullptr;
  std::vector<std::string> hashes;  ///< of course->sources
  std::vector<fit::BandFit> fits;
  c2::Coefficients coefficients;
  std::vector<ExamResult> exam;       ///< the fit
  std::vector<ExamResult> judgement;  ///< what people had set by hand, on the same days
  std::vector<FamilyResult> families;
};

std::string report_of(const Training& training);

}  // namespace noroshi::cli
