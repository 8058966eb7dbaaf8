// Line of evidence: the same clients come again, beyond what servers with as many
// contacts see.  A site has visitors; a master has its bots.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> returning_clients(const Case& the_case);
std::string tell_returning_clients(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
