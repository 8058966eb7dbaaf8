// The query of a request: "?limit=10&match[type]=indicator".
//
// As forms and the libraries of TAXII clients write it: names and values with %XX, "+" for a blank,
// the same name more than once.  A name without "=" has an empty value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace noroshi::http {

using Query = std::vector<std::pair<std::string, std::string>>;

/// In its order.  An Error (InvalidInput) for "%" without two hexadecimal digits and for NUL.
Result<Query> parse_query(std::string_view query);

/// "%E7%83%BD" → "烽"; nothing where "%" is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank = false);

}  // namespace noroshi::http
