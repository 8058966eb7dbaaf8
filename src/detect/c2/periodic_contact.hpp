// Line of evidence: repeated contact in time, per client and pooled (schedule.hpp has the model).
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> periodic_contact(const Case& the_case);
std::string tell_periodic_contact(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
