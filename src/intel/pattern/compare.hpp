// One value of an observable against the constants of a comparison.
//
// Values of types that do not compare are unequal, and in no order: the comparison is false, and
// its NOT is true.  Texts compare by code points, numbers exactly, octets with texts whose
// characters all are octets (STIX 2.1, section 9.6).
#pragma once

#include "intel/pattern/syntax.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::pattern {

/// `last_key`: the property that the value stands under; its end says whether it holds octets.
bool compares(const stix::Node& value, std::string_view last_key, const Comparison& comparison);

}  // namespace noroshi::pattern
