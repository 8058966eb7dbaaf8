// The search for a match: an observation for every bracket that needs one, each used once.
#pragma once

#include <optional>

#include "intel/pattern/crowd.hpp"

namespace noroshi::pattern {

/// How many of each group a match uses; nothing if there is no match.  Beyond the budget an Error.
Result<std::optional<std::vector<std::uint64_t>>> search(const Syntax& syntax, const Crowd& crowd,
                                                         Budget& budget);

}  // namespace noroshi::pattern
