// Line of evidence: a port on which no common service listens.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> rare_port(const Case& the_case);
std::string tell_rare_port(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
