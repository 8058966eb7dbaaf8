#include "trust/pki/revocation.hpp"

#include <algorithm>
#include <array>

#include "trust/der/oid.hpp"

namespace noroshi::pki {

std::string_view to_string(RevocationReason reason) {
  constexpr std::array<std::string_view, 11> kNames{
      "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
      "superseded",    "cessationOfOperation", "certificateHold", "unspecified",
      "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
  return kNames.at(std::min<std::size_t>(static_cast<std::size_t>(reason), kNames.size() - 1));
}

}  // namespace noroshi::pki
