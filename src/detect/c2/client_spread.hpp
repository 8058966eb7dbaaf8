// Line of evidence: clients spread over the watched networks as if drawn by lot, which
// infections are and local services are not.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> client_spread(const Case& the_case);
std::string tell_client_spread(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
