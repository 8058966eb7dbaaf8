#include "intel/archive/features.hpp"

#include <algorithm>
#include <array>

#include "intel/archive/words.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::archive {
namespace {

using stix::Kind;
using stix::Node;
using stix::Tree;

constexpr std::size_t kDepth = 512;            // whatever the policy let in
constexpr std::size_t kValuesAtMost = 10'000;  // of one object
constexpr std::size_t kNameLength = 200;
constexpr std::size_t kIdLength = 300;  // a type has 250 characters at most (STIX 2.1, 3.1)

constexpr std::array<std::string_view, 7> kSilent = {
    "id", "type", "spec_version", "payload_bin", "pattern_type", "pattern_version", "lang"};
constexpr std::array<std::string_view, 11> kNames = {
    "name",    "value",         "subject", "path",        "key",      "display_name",
    "user_id", "account_login", "opinion", "description", "abstract",
};

bool is_reference(std::string_view key) { return key.ends_with("_ref") || key.ends_with("_refs"); }

bool is_marking(std::string_view key) {
  return key == "object_marking_refs" || key == "marking_ref";
}

// A custom property may call anything a reference.
bool is_id(std::string_view text) {
  return text.size() <= kIdLength && text.find("--") != std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

bool is_time(std::string_view text) {
  return text.size() >= 20 && text[4] == '-' && text[10] == 'T' && text.back() == 'Z' &&
         text[0] >= '0' && text[0] <= '9';
}

/// The tree of a text, in memory that is used again; null where it is no JSON.
Tree* tree_of(std::string_view json) {
  thread_local Tree tree;
  return tree.read(json, kDepth) ? &tree : nullptr;
}

/// Calls `take(node, key)` for every value that is no container, with the nearest key above it;
/// references are left out when `take` says so.
template <class Take>
void each_leaf(const Tree& tree, const Node& node, std::string_view key, Take& take) {
  if (node.kind != Kind::Array && node.kind != Kind::Object) return take(node, key);
  for (const Node& child : tree.children(node)) {
    each_leaf(tree, child, child.key.empty() ? key : child.key, take);
  }
}

void meet_leaf(const Node& leaf, std::string_view key, std::string& words, std::size_t& count) {
  if (is_reference(key)) return;
  if (leaf.kind == Kind::Number && key == "number") return append_words(leaf.value, words, count);
  if (leaf.kind != Kind::String || is_time(leaf.value)) return;
  if (std::find(kSilent.begin(), kSilent.end(), key) != kSilent.end()) return;
  append_words(leaf.value, words, count);
}

std::string cut(std::string_view text) {
  if (text.size() <= kNameLength) return std::string(text);
  std::size_t end = kNameLength;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

void tidy(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

/// Everything but references, written in a row: equal where the objects are.
std::string outline(std::string_view json) {
  std::string all;
  const Tree* tree = tree_of(json);
  if (tree == nullptr) return all;
  auto take = [&all](const Node& leaf, std::string_view key) {
    if (is_reference(key)) return;
    all.append(key).push_back('\0');
    all.append(leaf.value).push_back('\0');
  };
  each_leaf(*tree, tree->root(), {}, take);
  return all;
}

}  // namespace

std::string words_in(std::string_view json) {
  std::string words;
  std::size_t count = 0;
  const Tree* tree = tree_of(json);
  if (tree == nullptr) return words;
  auto take = [&words, &count](const Node& leaf, std::string_view key) {
    meet_leaf(leaf, key, words, count);
  };
  each_leaf(*tree, tree->root(), {}, take);
  return words;
}

std::string name_in(std::string_view json) {
  const Tree* tree = tree_of(json);
  if (tree == nullptr) return {};
  for (const std::string_view key : kNames) {
    const Node* found = tree->find(tree->root(), key);
    if (found != nullptr && found->kind == Kind::String && !found->value.empty()) {
      return cut(found->value);
    }
  }
  const Node* type = tree->find(tree->root(), "type");
  return type == nullptr ? std::string() : cut(type->value);
}

std::vector<std::string> references_in(std::string_view json) {
  std::vector<std::string> references;
  const Tree* tree = tree_of(json);
  if (tree == nullptr) return references;
  auto take = [&references](const Node& leaf, std::string_view key) {
    if (leaf.kind != Kind::String || !is_reference(key) || is_marking(key)) return;
    if (!is_id(leaf.value)) return;
    references.emplace_back(leaf.value);
  };
  each_leaf(*tree, tree->root(), {}, take);
  tidy(references);
  return references;
}

std::optional<base::Micros> sighting_time(std::string_view json) {
  const Tree* tree = tree_of(json);
  if (tree == nullptr) return std::nullopt;
  for (const std::string_view key : {"last_seen", "first_seen"}) {
    const Node* found = tree->find(tree->root(), key);
    if (found != nullptr && found->kind == Kind::String) return stix::parse_timestamp(found->value);
  }
  return std::nullopt;
}

bool equal_but_for_references(std::string_view a, std::string_view b) {
  return a == b || outline(a) == outline(b);
}

std::vector<std::string> value_keys(const stix::Object& object) {
  std::vector<std::string> keys;
  for (const stix::ObservedValue& value : stix::observed_values(object)) {
    keys.push_back(key_of(value));
  }
  if (!object.pattern.empty()) {
    // A pattern that does not parse points at nothing; stix complained of it on its way in.
    if (const auto pattern = pattern::Pattern::parse(object.pattern)) {
      for (const stix::ObservedValue& value : pattern->values()) keys.push_back(key_of(value));
    }
  }
  std::erase_if(keys, [](const std::string& key) { return key.find('\0') != std::string::npos; });
  tidy(keys);
  if (keys.size() > kValuesAtMost) keys.resize(kValuesAtMost);
  return keys;
}

std::string key_of(const stix::ObservedValue& value) { return value.kind + ' ' + value.value; }

stix::ObservedValue value_of(std::string_view key) {
  const auto blank = std::min(key.find(' '), key.size());
  return {.kind = std::string(key.substr(0, blank)),
          .value = std::string(key.substr(std::min(blank + 1, key.size())))};
}

}  // namespace noroshi::archive
