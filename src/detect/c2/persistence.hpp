// Line of evidence: contact in most hours of a long watch.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> persistence(const Case& the_case);
std::string tell_persistence(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
