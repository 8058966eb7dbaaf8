// Line of evidence against: the address belongs to a platform that half the Internet talks to.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// How strongly an address of that kind speaks against a server.
double platform_strength(PlatformKind kind);

std::optional<Signal> platform(const Case& the_case);
std::string tell_platform(const model::Evidence& evidence, base::Language language);

}  // namespace noroshi::c2
