// Puts certificates in the order of their path, whatever order a file had them in.
#pragma once

#include <vector>

#include "trust/pki/certificate.hpp"

namespace noroshi::key {

/// Those of `known` that stand above `certificate`, the issuer's first, as far as names (and key
/// identifiers, where both sides state them) lead.
std::vector<pki::Certificate> chain_above(const pki::Certificate& certificate,
                                          const std::vector<pki::Certificate>& known);

}  // namespace noroshi::key
