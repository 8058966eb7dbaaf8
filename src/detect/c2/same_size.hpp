// Line of evidence: exchanges of the same size, again and again.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> same_size(const Case& the_case);
std::string tell_same_size(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
