#include "diagram.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::layers {
namespace {

constexpr std::string_view kBegin = "<!-- layers: drawn from layers.toml by `make docs` -->\n";
constexpr std::string_view kEnd = "<!-- layers: end -->\n";

// Arrows of correct rules only point down, so this ends.
bool reaches(const Rules& rules, const Leaf& from, std::string_view to) {
  return std::ranges::any_of(from.may_use, [&](const std::string& name) {
    if (name == to) return true;
    const Leaf* next = rules.find(name);
    return next != nullptr && next->line < from.line && reaches(rules, *next, to);
  });
}

// Another leaf that `leaf` uses leads to `target` too.
bool implied(const Rules& rules, const Leaf& leaf, std::string_view target) {
  return std::ranges::any_of(leaf.may_use, [&](const std::string& name) {
    const Leaf* other = rules.find(name);
    return name != target && other != nullptr && other->line < leaf.line &&
           reaches(rules, *other, target);
  });
}

}  // namespace

std::string draw(const Rules& rules) {
  std::string leaves;
  std::string arrows;
  // Top leaf first.  (Clang 14 cannot yet read the std::views::reverse of libstdc++ 12.)
  for (auto leaf = rules.leaves.rbegin(); leaf != rules.leaves.rend(); ++leaf) {
    leaves += fmt::format("  {}[\"{}\"]\n", target_name(leaf->name), leaf->name);
    for (const std::string& target : leaf->may_use) {
      if (implied(rules, *leaf, target)) continue;
      arrows += fmt::format("  {} --> {}\n", target_name(leaf->name), target_name(target));
    }
  }
  return "```mermaid\nflowchart TD\n" + leaves + arrows + "```\n";
}

Result<std::string> with_diagram(std::string_view document, std::string_view diagram) {
  const std::size_t begin = document.find(kBegin);
  const std::size_t end = document.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return Error{Errc::InvalidInput,
                 fmt::format("no place for the diagram: put in the lines\n{}{}", kBegin, kEnd)};
  }
  const std::string_view head = document.substr(0, begin + kBegin.size());
  return fmt::format("{}{}{}", head, diagram, document.substr(end));
}

}  // namespace noroshi::layers
