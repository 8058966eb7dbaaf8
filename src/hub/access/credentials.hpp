// What a request shows of who sends it, taken apart and not yet believed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/http/server.hpp"

namespace noroshi::access {

struct Credentials {
  struct Basic {
    std::string name, password;
  };
  std::optional<Basic> basic;
  std::string key;          ///< Bearer (RFC 6750); empty: none
  std::string session;      ///< of the cookie; empty: none
  std::string certificate;  ///< fingerprint; empty: none

  /// Whether there is one that travels in the clear without TLS.
  [[nodiscard]] bool secret() const { return basic || !key.empty() || !session.empty(); }
};

/// Nothing where they are malformed, or two of a kind, so that no two readers of the same request
/// could take different ones.
std::optional<Credentials> read_credentials(const http::Request& request);

/// RFC 7617: base64 of "name:password" in UTF-8 without control characters.
std::optional<Credentials::Basic> read_basic(std::string_view encoded_text);

/// RFC 4648, section 4 (or 5: `url`, without padding); strict: nothing where the text is not the
/// one text for its octets.
std::optional<std::string> base64_decoded(std::string_view text, bool url = false);
std::string base64(std::string_view octets);
std::string base64url(std::string_view octets);

}  // namespace noroshi::access
