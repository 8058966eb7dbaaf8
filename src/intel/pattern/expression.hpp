// What LIKE and MATCHES ask of a text.
//
// MATCHES is a search for a regular expression of RE2, so that no pattern costs more than linear
// time, whatever text it meets; dot matches line ends, as STIX 2.1 wants (DOTALL).  LIKE compares
// the whole text; without `_` it needs no regular expression at all.  Over octets (properties that
// end in _bin or _hex) a character of the pattern up to U+00FF stands for one octet.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::pattern {

enum class Alphabet : std::uint8_t { Characters, Octets };

class Expression {
 public:
  virtual ~Expression() = default;

  /// An Error says what RE2 has not, or what is wrong with the expression.
  static Result<std::shared_ptr<const Expression>> matches(std::string_view text,
                                                           Alphabet alphabet);
  static Result<std::shared_ptr<const Expression>> like(std::string_view text, Alphabet alphabet);

  [[nodiscard]] virtual bool holds(std::string_view value) const = 0;

  /// It is a regular expression, which costs memory: patterns may have so many.
  [[nodiscard]] virtual bool is_regular() const { return false; }
};

/// The characters of UTF-8 `text` as octets; nothing if one is beyond U+00FF.
std::optional<std::string> octets_of(std::string_view text);

}  // namespace noroshi::pattern
