// Text → Syntax, by recursive descent over the grammar of STIX 2.1, section 9.
//
// Only parentheses recurse, and their depth is bounded; chains of operators and qualifiers are
// loops.  Time and memory grow linearly with the text.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/pattern/syntax.hpp"

namespace noroshi::pattern {

Result<Syntax> parse_syntax(std::string_view text, const Limits& limits);

}  // namespace noroshi::pattern
