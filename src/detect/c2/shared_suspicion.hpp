// Line of evidence: clients of the server use other likely masters, more than chance allows.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// Silent in the first judging, on which it rests (suspicion.hpp).
std::optional<Signal> shared_suspicion(const Case& the_case);
std::string tell_shared_suspicion(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
