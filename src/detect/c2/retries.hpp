// Line of evidence: a client that cannot leave a dead server alone.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> retries(const Case& the_case);
std::string tell_retries(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
