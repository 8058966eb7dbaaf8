// Line of evidence: a server that nobody knew before.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> young_server(const Case& the_case);
std::string tell_young_server(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
