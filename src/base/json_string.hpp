// A text as JSON writes it, for the few places that print an object or two without a library.
#pragma once

#include <string>
#include <string_view>

namespace noroshi::base {

/// With its quotes: RFC 8259, section 7; only what must be escaped is.
std::string json_string(std::string_view text);

}  // namespace noroshi::base
