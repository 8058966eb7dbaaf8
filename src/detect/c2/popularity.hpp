// Line of evidence: how few of the watched clients talk to the server (for), or how many (against).
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> popularity(const Case& the_case);
std::string tell_popularity(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
