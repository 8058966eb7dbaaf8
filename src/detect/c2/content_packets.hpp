// Line of evidence against: full packets.  Content fills them; commands and reports do not.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> content_packets(const Case& the_case);
std::string tell_content_packets(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
