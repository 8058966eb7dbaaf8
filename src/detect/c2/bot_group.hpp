// Line of evidence: clients of the server scan the same ports, more than chance allows.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> bot_group(const Case& the_case);
std::string tell_bot_group(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
