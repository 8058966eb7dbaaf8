// Line of evidence: clients that send more than they receive.  Bots report and get short orders;
// most other traffic fetches.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> direction(const Case& the_case);
std::string tell_direction(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
