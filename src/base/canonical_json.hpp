// The three decisions of JSON's one spelling (RFC 8785), for whoever walks a tree of its own: how
// members are ordered, how a string is written, how a number is.
#pragma once

#include <string>
#include <string_view>

namespace noroshi::base {

/// Orders UTF-8 as its UTF-16 would be (§3.2.3): beyond U+FFFF surrogates (D800–DFFF) come before
/// E000–FFFF.
bool before_in_utf16(std::string_view left, std::string_view right);

/// With its quotes and the fewest escapes (§3.2.2.2).
void append_canonical_string(std::string_view text, std::string& out);

/// As ECMAScript's Number::toString (ECMA-262 §7.1.12.1).  `value` must be finite; numbers are
/// doubles here (I-JSON), so whole ones beyond 2^53 lose digits as they do everywhere else.
void append_canonical_number(double value, std::string& out);

}  // namespace noroshi::base
