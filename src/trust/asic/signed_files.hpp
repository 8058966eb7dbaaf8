// The signatures of a container: each file of them read by its own format's reader, over what the
// container says that they are over.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "trust/asic/container.hpp"
#include "trust/signature/advanced_signature.hpp"

namespace noroshi::asic {

struct SignedFiles {
  std::vector<signature::AdvancedSignature> signatures{};
  std::vector<std::string> files{};  ///< in which each of `signatures` stands
  std::vector<std::string> remarks{};
};

/// A file that cannot be read at all is one malformed signature: somebody took it for one.
SignedFiles read_signatures(const Container& container, const std::vector<pki::Certificate>& more);

}  // namespace noroshi::asic
