// What a signature is over: each of its references checked, manifests looked into, and the one to
// the signed properties held against what XAdES wants of it.
#pragma once

#include "trust/xades/parts.hpp"

namespace noroshi::xades {

/// Adds one Reference for each ds:Reference, in order, then those of manifests.  `counter_signed`:
/// ds:SignatureValue that a counter-signature is over, and its name; null: it is none.
struct CounterSigned {
  Node value{};
  std::string name{};
};
void check_references(const Parts& parts, const CounterSigned& counter_signed,
                      signature::AdvancedSignature& to);

}  // namespace noroshi::xades
