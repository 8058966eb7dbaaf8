// digest_by_uri: the digest that a DigestMethod of XML names.
#pragma once

#include <optional>
#include <string_view>

#include "trust/pki/digest.hpp"

namespace noroshi::asic {

/// RFC 9231 §2.1 and §2.2, by the name behind the last "#" of its URI: old makers had other stems.
inline std::optional<pki::Digest> digest_by_uri(std::string_view uri) {
  const auto hash = uri.rfind('#');
  return hash == std::string_view::npos ? std::nullopt : pki::digest_named(uri.substr(hash + 1));
}

}  // namespace noroshi::asic
