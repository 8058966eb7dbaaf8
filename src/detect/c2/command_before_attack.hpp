// Line of evidence: clients hear from the server just before they attack together.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> command_before_attack(const Case& the_case);
std::string tell_command_before_attack(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
