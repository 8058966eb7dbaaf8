// Line of evidence: many clients gather at a port of no common service.  Botnets do, and so do
// games and small makers of devices, which is why it is worth little where nothing else speaks.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// How strongly so many clients of the endpoint speak; 0 where its port is a usual one.
double gathered(const model::Endpoint& endpoint, double clients);

std::optional<Signal> gathering(const Case& the_case);
std::string tell_gathering(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
