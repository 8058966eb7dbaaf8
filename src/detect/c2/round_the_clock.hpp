// Line of evidence: contacts as flat over the day as the clock itself, where people's
// traffic rises and falls.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> round_the_clock(const Case& the_case);
std::string tell_round_the_clock(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
