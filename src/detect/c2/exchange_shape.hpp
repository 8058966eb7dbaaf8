// Line of evidence: short questions and answers (for), or downloads (against).
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> exchange_shape(const Case& the_case);
std::string tell_exchange_shape(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
