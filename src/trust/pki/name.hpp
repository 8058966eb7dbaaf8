// Name: an X.501 distinguished name, as certificates carry it.
//
// Kept as its octets; compared as RFC 5280 §7.1 says (case and blanks do not matter), shown as RFC
// 4514 does.  organizationIdentifier (2.5.4.97, EN 319 412-1 §5.1.4) is what makes a seal that of
// an organisation: "NTRJP-" and the 13 digits of a corporate number (法人番号) in Japan; the prefix
// is a setting of whoever issues.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"
#include "trust/der/reader.hpp"

namespace noroshi::pki {

class Name {
 public:
  Name() = default;
  /// Of one whole Name element.
  static Result<Name> parse(der::View octets);
  /// Of the next element.
  static Result<Name> read(der::Reader& fields);

  [[nodiscard]] const der::Bytes& octets() const { return octets_; }
  [[nodiscard]] bool empty() const;        ///< no attribute at all
  [[nodiscard]] std::string text() const;  ///< "CN=…,O=…,C=JP", last attribute first
  /// The value of the last attribute of this type.
  [[nodiscard]] std::optional<std::string> attribute(const der::Oid& type) const;

  /// The values of all of them, in the order of the name.
  [[nodiscard]] std::vector<std::string> attributes(const der::Oid& type) const;

  /// RFC 5280 §7.1.
  [[nodiscard]] bool matches(const Name& other) const { return canonical_ == other.canonical_; }
  /// A text, not for people, that is equal for names that match.
  [[nodiscard]] const std::string& canonical() const { return canonical_; }
  /// It begins with all of the other's relative names (name constraints, RFC 5280 §7.1).
  [[nodiscard]] bool within(const Name& base) const;
  /// This name with one more relative name (a whole SET) behind it.
  [[nodiscard]] Result<Name> with(der::View relative_name) const;

 private:
  der::Bytes octets_{};
  std::string canonical_{};
};

}  // namespace noroshi::pki
