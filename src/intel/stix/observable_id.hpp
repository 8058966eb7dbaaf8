// The recommended id of an observable that has been read already; see identity.hpp.
#pragma once

#include <string>

#include "intel/stix/json_tree.hpp"

namespace noroshi::stix {

/// Empty where no ID-contributing property is there.  The tree must have no flaws.
std::string observable_id(const Tree& tree, const Node& object);

}  // namespace noroshi::stix
