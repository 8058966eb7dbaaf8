// Line of evidence: the clients of the server are the hosts that scan and flood.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> shared_by_attackers(const Case& the_case);
std::string tell_shared_by_attackers(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
