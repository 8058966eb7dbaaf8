// Tokens → constants: escapes undone, digits counted, octets decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "intel/pattern/syntax.hpp"
#include "intel/pattern/token.hpp"

namespace noroshi::pattern {

/// What a token of a constant says.  Numbers have both forms: `integer` saturates, and one that no
/// 64 bits hold is a Real.
Constant decoded(const Token& token);

/// Saturates where microseconds end.
base::Micros micros_of_seconds(double seconds);

/// The octets; nothing where the text is no base64 (RFC 4648, section 4).
std::optional<std::string> from_base64(std::string_view text);

}  // namespace noroshi::pattern
