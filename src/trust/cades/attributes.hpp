// Signed attributes of CAdES, ready to be signed (EN 319 122-1 §5.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/cms/signed_data.hpp"

namespace noroshi::cades {

struct Policy {
  der::Oid id{};
  pki::Digest digest = pki::Digest::Sha256;
  der::Bytes hash{};  ///< of the policy document
  std::string uri{};  ///< where it can be read; empty: not said
};

struct Location {
  std::string country{};
  std::string locality{};
  std::vector<std::string> address{};  ///< at most six lines
  [[nodiscard]] bool empty() const {
    return country.empty() && locality.empty() && address.empty();
  }
};

cms::Attribute mime_type(std::string_view type);
/// content-hints: what the content is, in words, and that it is plain octets.
cms::Attribute content_hints(std::string_view description);
cms::Attribute signer_location(const Location& location);
/// signer-attributes-v2 with claimed roles (id-at-role).
cms::Attribute claimed_roles(const std::vector<std::string>& roles);
cms::Attribute signature_policy(const Policy& policy);

}  // namespace noroshi::cades
