// What the signed attributes of CAdES claim about the signature: policy, place, roles, kind of
// content.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/cms/signed_data.hpp"

namespace noroshi::cades {

struct Claims {
  std::optional<std::string> policy{};  ///< dotted; none: none, or implied
  std::vector<std::string> roles{};
  std::optional<std::string> location{};
  std::optional<std::string> content_type{};  ///< MIME type, or what content-hints says
  std::vector<std::string> remarks{};         ///< what of it could not be read
};

Claims claims_of(const cms::SignerInfo& signer);

}  // namespace noroshi::cades
