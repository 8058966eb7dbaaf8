// Line of evidence against: on this port regular contact is how the service works.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> clockwork_port(const Case& the_case);
std::string tell_clockwork_port(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
