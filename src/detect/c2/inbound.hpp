// Line of evidence against: the server is inside the watched network.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> inbound(const Case& the_case);
std::string tell_inbound(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
