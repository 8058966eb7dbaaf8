// Parts of a tree in the canonical form of RFC 8785: what ids are computed over.
#pragma once

#include <string>
#include <vector>

#include "intel/stix/json_tree.hpp"

namespace noroshi::stix {

/// The tree must have no flaws: a number that no double holds has no canonical form.
void append_canonical(const Tree& tree, const Node& node, std::string& out);

/// An object of these members only.
void append_canonical_members(const Tree& tree, std::vector<const Node*> members, std::string& out);

}  // namespace noroshi::stix
