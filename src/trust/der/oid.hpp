// Oid: an ASN.1 object identifier, kept as its dotted text ("2.5.4.97").
//
// Text, because what reads it are tables and people; the codec turns it into octets and back.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace noroshi::der {

struct Oid {
  std::string dotted;

  Oid() = default;
  /// Implicit, so that tables of constants read as they are written.
  Oid(std::string_view text) : dotted(text) {}  // NOLINT(google-explicit-constructor): see above
  Oid(const char* text) : dotted(text) {}       // NOLINT(google-explicit-constructor): see above

  [[nodiscard]] bool empty() const { return dotted.empty(); }
  auto operator<=>(const Oid&) const = default;
};

}  // namespace noroshi::der
