// Url: what a person writes into a configuration to name a server.
//
// Only what the client needs of RFC 3986: scheme, host (a name, an IPv4 address, an IPv6 address in
// brackets), port, path with query.  User names and fragments are refused, not ignored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::http {

struct Url {
  std::string scheme;      ///< "http" or "https"
  std::string host;        ///< without the brackets of IPv6
  std::uint16_t port = 0;  ///< never 0 once parsed: 80 or 443 when the text has none
  std::string path;        ///< with query; "/" if none
  static Result<Url> parse(std::string_view text);

  /// As `parse` reads it.
  [[nodiscard]] std::string to_string() const;
  /// "host:port", as the Host field wants it (RFC 9110, section 7.2).
  [[nodiscard]] std::string authority() const;

  friend bool operator==(const Url&, const Url&) = default;
};

/// Text for use inside a query (RFC 3986, section 2.1): everything but unreserved octets as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace noroshi::http
