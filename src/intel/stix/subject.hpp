// Subject: one object (or embedded record) with the means to say which of its rules it breaks.
#pragma once

#include <fmt/format.h>

#include "intel/stix/checker.hpp"

namespace noroshi::stix {

/// One object with the means to say what is wrong with it.
class Subject {
 public:
  Subject(const Node& object, Verdict& verdict) : object_(object), verdict_(verdict) {}

  [[nodiscard]] const Node* find(std::string_view key) const {
    return verdict_.tree().find(object_, key);
  }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] bool is_true(std::string_view key) const {
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::True;
  }
  [[nodiscard]] bool is_false(std::string_view key) const {
    const Node* node = find(key);
    return node != nullptr && node->kind == Kind::False;
  }
  [[nodiscard]] std::string_view text(std::string_view key) const {
    return text_of(verdict_.tree(), object_, key);
  }

  void at_least_one(std::string_view first, std::string_view second) const {
    if (has(first) || has(second)) return;
    error("at-least-one", fmt::format("\"{}\" or \"{}\" must be there", first, second));
  }
  void exactly_one(std::string_view first, std::string_view second) const {
    at_least_one(first, second);
    not_both(first, second);
  }
  void not_both(std::string_view first, std::string_view second) const {
    if (has(first) && has(second)) {
      error_at(second, "exclusive", fmt::format("not together with \"{}\"", first));
    }
  }
  void needs(std::string_view dependent, std::string_view other) const {
    if (!has(dependent) || has(other)) return;
    error_at(dependent, "depends", fmt::format("\"{}\" must be there too", other));
  }
  void error(std::string_view rule, std::string message) const {
    verdict_.error(object_, rule, std::move(message));
  }
  void error_at(std::string_view key, std::string_view rule, std::string message) const {
    verdict_.error(at(key), rule, std::move(message));
  }
  void warn_at(std::string_view key, std::string_view rule, std::string message) const {
    verdict_.warning(at(key), rule, std::move(message));
  }

  [[nodiscard]] const Node& object() const { return object_; }
  [[nodiscard]] Verdict& verdict() const { return verdict_; }

 private:
  /// Where to point: the property, or the object where it is missing.
  [[nodiscard]] const Node& at(std::string_view key) const {
    const Node* node = find(key);
    return node == nullptr ? object_ : *node;
  }

  const Node& object_;
  Verdict& verdict_;
};

/// A type, or the name of a record, and its rules.
struct RuleOf {
  std::string_view type;
  void (*check)(const Subject&);
};

/// A dictionary whose values are of some kinds only.
inline void values_of(const Subject& subject, std::string_view key, std::string_view wanted,
                      bool (*sound)(const Tree&, const Node&)) {
  const Node* dictionary = subject.find(key);
  if (dictionary == nullptr || dictionary->kind != Kind::Object) return;
  const Tree& tree = subject.verdict().tree();
  for (const Node& value : tree.children(*dictionary)) {
    if (!sound(tree, value)) {
      subject.verdict().error(value, "type", fmt::format("it must be {}", wanted));
    }
  }
}

inline bool is_text(const Tree& /*tree*/, const Node& node) { return node.kind == Kind::String; }
inline bool is_text_or_number(const Tree& /*tree*/, const Node& node) {
  return node.kind == Kind::String || node.kind == Kind::Number;
}
inline bool is_number(const Tree& /*tree*/, const Node& node) { return node.kind == Kind::Number; }
inline bool is_list_of_text(const Tree& tree, const Node& node) {
  if (node.kind != Kind::Array || node.count == 0) return false;
  const auto elements = tree.children(node);
  for (const Node& element : elements) {
    if (element.kind != Kind::String) return false;
  }
  return true;
}
inline bool is_text_or_list(const Tree& tree, const Node& node) {
  return is_text(tree, node) || is_list_of_text(tree, node);
}

}  // namespace noroshi::stix
