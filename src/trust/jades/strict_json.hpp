// JSON as signatures need it: one meaning or none.
//
// RFC 7515 §4 lets a reader refuse repeated member names or take the last; two readers that differ
// would see two documents behind one signature, so repetition is refused, at any depth.  Nesting is
// bounded.  Members keep their order.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::jades {

using Json = nlohmann::ordered_json;

inline constexpr std::size_t kDeepestJson = 32;

/// Exactly one JSON text in UTF-8 (RFC 8259).
Result<Json> parse_json(std::string_view text);

/// The JSON Canonicalization Scheme (RFC 8785): members sorted by their UTF-16 units, numbers as
/// ECMAScript writes them, no blanks.
std::string canonical(const Json& value);

}  // namespace noroshi::jades
