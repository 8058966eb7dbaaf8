// docs/evaluation-sampling.md: a ScaleEvaluation, told.
//
// No time, no date and no path of a machine enters.  What stands below the marker in an existing
// page was written by a person and is kept (evaluation_page.hpp).
#pragma once

#include <string>

#include "scale.hpp"

namespace noroshi::bench {

std::string page_of(const ScaleEvaluation& evaluation);

}  // namespace noroshi::bench
