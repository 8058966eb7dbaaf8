#include "rules.hpp"

#include <algorithm>
#include <fmt/format.h>

// Header only and without exceptions: the packaged library throws, and this is its one user.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace noroshi::layers {
namespace {

Error wrong(const toml::node& node, std::string_view what) {
  return {Errc::InvalidInput, fmt::format("layers.toml:{}: {}", node.source().begin.line, what)};
}

Result<std::vector<std::string>> parse_names(const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return wrong(node, "expected a list of leaves");
  std::vector<std::string> names;
  for (const toml::node& element : *array) {
    const auto name = element.value<std::string>();
    if (!name) return wrong(element, "expected the name of a leaf, in quotes");
    names.push_back(*name);
  }
  return names;
}

Result<std::vector<Leaf>> parse_leaves(const toml::table& table) {
  std::vector<Leaf> leaves;
  for (const auto& [key, value] : table) {
    leaves.push_back({.name = std::string(key.str()),
                      .may_use = NOROSHI_TRY(parse_names(value)),
                      .line = key.source().begin.line});
  }
  // toml++ sorts keys by name; the order of the file is what says which way is down.
  std::ranges::sort(leaves, {}, &Leaf::line);
  return leaves;
}

}  // namespace

const Leaf* Rules::find(std::string_view name) const {
  const auto found = std::ranges::find(leaves, name, &Leaf::name);
  return found == leaves.end() ? nullptr : &*found;
}

const Leaf* Rules::find_target(std::string_view name) const {
  const auto found =
      std::ranges::find(leaves, name, [](const Leaf& leaf) { return target_name(leaf.name); });
  return found == leaves.end() ? nullptr : &*found;
}

const Leaf* Rules::holder(std::string_view path) const {
  while (!path.empty()) {
    if (const Leaf* leaf = find(path)) return leaf;
    const std::size_t slash = path.rfind('/');
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
  return nullptr;
}

std::string target_name(std::string_view leaf) {
  std::string name(leaf);
  std::ranges::replace(name, '/', '_');
  return name;
}

Result<Rules> parse_rules(std::string_view toml) {
  const toml::parse_result parsed = toml::parse(toml);
  if (!parsed) {
    return Error{Errc::InvalidInput,
                 fmt::format("layers.toml:{}: {}", parsed.error().source().begin.line,
                             parsed.error().description())};
  }
  Rules rules;
  for (const auto& [key, value] : parsed.table()) {
    const toml::table* section = value.as_table();
    if (key == "layers" && section != nullptr) {
      rules.leaves = NOROSHI_TRY(parse_leaves(*section));
    } else if (key == "probe" && section != nullptr && section->size() == 1 &&
               section->contains("may_include")) {
      rules.may_probe = NOROSHI_TRY(parse_names(*section->get("may_include")));
    } else {
      return wrong(value, "expected [layers], and [probe] with may_include alone");
    }
  }
  if (rules.leaves.empty()) return Error{Errc::InvalidInput, "layers.toml names no leaf"};
  return rules;
}

}  // namespace noroshi::layers
