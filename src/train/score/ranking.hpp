// The ranked list of findings that is scored, read from JSON Lines or a JSON array.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/input.hpp"
#include "model/finding.hpp"

namespace noroshi::score {

/// Findings in the order of the text: one a line, or in one array.  An empty text is no finding.
Result<std::vector<model::Finding>> findings_from_json(std::string_view text);
Result<std::vector<model::Finding>> read_findings(io::Input& input);

/// Orders by probability, highest first; equals keep their order.  Of several findings about one
/// subject only the first is kept: an analyst would look at it once.
std::vector<model::Finding> ranked(std::vector<model::Finding> findings);

}  // namespace noroshi::score
