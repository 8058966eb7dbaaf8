// What the signed properties claim: time, policy, place, roles, kind of content
// (EN 319 132-1 §5.2).
#pragma once

#include "trust/xades/parts.hpp"

namespace noroshi::xades {

void describe_claims(const Parts& parts, signature::AdvancedSignature& to);

}  // namespace noroshi::xades
