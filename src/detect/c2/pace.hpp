// Line of evidence: which period it is.  Malware checks in every few seconds or minutes; software
// updates, telemetry and feeds take their time.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> pace(const Case& the_case);
std::string tell_pace(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
