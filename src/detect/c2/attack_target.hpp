// Line of evidence against: the contacts are an attack on the server, not a visit.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> attack_target(const Case& the_case);
std::string tell_attack_target(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
