// What a signer says about himself and his signature, told to the validator: time, policy, roles,
// place, type of the content (ETSI TS 119 182-1 clauses 5.1 and 5.2).  Internal to the leaf.
#pragma once

#include "trust/jades/jws.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::jades {

void describe_properties(const Jws& jws, signature::AdvancedSignature& signature);

}  // namespace noroshi::jades
