// Line of evidence: sampled packets of few sizes.  A bot's requests differ by a few octets, and
// each packet that was sampled still has its own size.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

std::optional<Signal> same_packets(const Case& the_case);
std::string tell_same_packets(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
