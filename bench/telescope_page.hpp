// Months before the telescope → docs/evaluation-telescope.md.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "telescope_month.hpp"

namespace noroshi::bench {

using Months = std::vector<std::pair<std::uint64_t, MonthScore>>;  ///< by seed

/// `practice`: months that were looked at while the methods were written, and on which the
/// baseline's threshold is chosen; `exam`: the others.
std::string telescope_page(const Months& practice, const Months& exam);

}  // namespace noroshi::bench
