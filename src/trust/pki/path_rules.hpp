// The rules of RFC 5280 §6.1 for one chain, all but times and revocation: those pass, and are
// judged apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trust/pki/path.hpp"
#include "trust/pki/signing_key.hpp"

namespace noroshi::pki {

struct BrokenRule {
  PathFault fault = PathFault::None;
  std::size_t culprit = 0;  ///< index into the chain
  std::string why;          ///< without the certificate's name
};

/// `chain`: target first, anchor last; its names chain already.  None: every rule is kept.
std::optional<BrokenRule> broken_rule(const std::vector<Certificate>& chain,
                                      const std::vector<SigningKey>& keys,
                                      const PathQuestion& question);

}  // namespace noroshi::pki
