// Line of evidence: a connection held open for long with little to say.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> held_connection(const Case& the_case);
std::string tell_held_connection(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
