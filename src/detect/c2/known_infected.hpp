// Line of evidence: clients of the server are known to be infected, more than chance allows.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> known_infected(const Case& the_case);
std::string tell_known_infected(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
