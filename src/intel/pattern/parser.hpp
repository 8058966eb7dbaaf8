// Text → Syntax, by recursive descent over the grammar of STIX 2.1, section 9.
//
// Only parentheses recurse, and their depth is bounded; chains of operators and qualifiers are
// loops.  Time and memory grow linearly with the text.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/pattern/syntax.hpp"

namespace noroshi::pattern {

/// What becomes of the texts behind LIKE and MATCHES.
enum class Expressions : std::uint8_t { Compiled, Unread };

Result<Syntax> parse_syntax(std::string_view text, const Limits& limits,
                            Expressions expressions = Expressions::Compiled);

}  // namespace noroshi::pattern
