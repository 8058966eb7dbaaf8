// The exam of a set of coefficients: days that no fit has seen.
#pragma once

#include <string_view>
#include <vector>

#include "cli/training_report.hpp"

namespace noroshi::cli {

/// One result for each of lesson::kSamplings.
std::vector<ExamResult> examine(const std::vector<lesson::Day>& days,
                                const c2::Coefficients& coefficients);

/// Each family of the course that is on an exam day: recall with it and without it in the lessons.
std::vector<FamilyResult> leave_out_each_family(const lesson::Course& course,
                                                const std::vector<fit::BandFit>& fits);

}  // namespace noroshi::cli
