#include "intel/stix/canonical_json.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/canonical_json.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::stix {

void append_canonical(const Tree& tree, const Node& node, std::string& out) {
  switch (node.kind) {
    case Kind::Null:
    case Kind::False:
    case Kind::True:
      out += node.value;
      break;
    case Kind::Number:
      base::append_canonical_number(number_of(node), out);
      break;
    case Kind::String:
      base::append_canonical_string(node.value, out);
      break;
    case Kind::Array: {
      char separator = '[';
      for (const Node& element : tree.children(node)) {
        out += std::exchange(separator, ',');
        append_canonical(tree, element, out);
      }
      out += node.count == 0 ? "[]" : "]";
      break;
    }
    case Kind::Object: {
      std::vector<const Node*> members;
      for (const Node& member : tree.children(node)) members.push_back(&member);
      append_canonical_members(tree, std::move(members), out);
      break;
    }
  }
}

void append_canonical_members(const Tree& tree, std::vector<const Node*> members,
                              std::string& out) {
  std::sort(members.begin(), members.end(), [](const Node* left, const Node* right) {
    return base::before_in_utf16(left->key, right->key);
  });
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    base::append_canonical_string(members[i]->key, out);
    out += ':';
    append_canonical(tree, *members[i], out);
  }
  out += '}';
}

std::string canonical_json(std::string_view json) {
  constexpr std::size_t kDepth = 256;
  Tree tree;
  if (!is_utf8(json) || !tree.read(json, kDepth) || !tree.flaws().empty()) return {};
  std::string out;
  append_canonical(tree, tree.root(), out);
  return out;
}

}  // namespace noroshi::stix
