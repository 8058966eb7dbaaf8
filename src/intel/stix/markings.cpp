// Data markings (section 7.2): the definitions that TLP fixes, and what granular markings select.

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "intel/stix/checker.hpp"
#include "intel/stix/formats.hpp"

namespace noroshi::stix {

namespace {

/// TLP 1.0 as section 7.2.1.4 fixes it, TLP 2.0 as its extension does.
struct Fixed {
  std::string_view id;
  std::string_view level;
  std::string_view name;
};

constexpr std::string_view kTlp1Created = "2017-01-20T00:00:00.000Z";
constexpr std::string_view kTlp2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

constexpr Fixed kTlp1Levels[] = {
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "white", "TLP:WHITE"},
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "green", "TLP:GREEN"},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "amber", "TLP:AMBER"},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red", "TLP:RED"},
};

constexpr Fixed kTlp2Levels[] = {
    {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "clear", "TLP:CLEAR"},
    {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green", "TLP:GREEN"},
    {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber", "TLP:AMBER"},
    {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict",
     "TLP:AMBER+STRICT"},
    {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "red", "TLP:RED"},
};

template <std::size_t Count>
const Fixed* level_of(const Fixed (&levels)[Count], std::string_view id) {
  const auto* found =
      std::find_if(levels, levels + Count, [id](const Fixed& row) { return row.id == id; });
  return found == levels + Count ? nullptr : found;
}

void check_name(const Node& object, const Fixed& fixed, Verdict& verdict) {
  const Node* name = verdict.tree().find(object, "name");
  if (name == nullptr) {
    // The first edition of STIX 2.1 had these definitions without their names.
    verdict.warning(object, "tlp", fmt::format("its name is \"{}\"", fixed.name));
  } else if (name->value != fixed.name) {
    verdict.error(*name, "tlp", fmt::format("its name must be \"{}\"", fixed.name));
  }
}

/// `level` is what the object says; its id must be the one fixed for it.
void check_level(const Node& object, const Fixed* fixed, const Node* level, Verdict& verdict) {
  if (fixed == nullptr) {
    return verdict.error(*verdict.tree().find(object, "id"), "tlp",
                         "only the fixed definitions of TLP are allowed");
  }
  if (level == nullptr || level->kind != Kind::String || level->value != fixed->level) {
    verdict.error(level == nullptr ? object : *level, "tlp",
                  fmt::format("this id stands for \"{}\"", fixed->level));
  }
  check_name(object, *fixed, verdict);
}

void check_tlp1(const Node& object, const Node& type, const Node& definition, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  if (type.value != "tlp") verdict.error(type, "tlp", "this id stands for a level of TLP");
  check_level(object, level_of(kTlp1Levels, text_of(tree, object, "id")),
              tree.find(definition, "tlp"), verdict);
  const Node* created = tree.find(object, "created");
  if (created != nullptr && created->value != kTlp1Created) {
    verdict.error(*created, "tlp", fmt::format("it must be {}", kTlp1Created));
  }
}

void check_definition(const Node& object, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  const Node* definition = tree.find(object, "definition");
  const Node* type = tree.find(object, "definition_type");
  const bool extended = tree.find(object, "extensions") != nullptr;
  for (const std::string_view key : {"definition_type", "definition"}) {
    if (!extended && tree.find(object, key) == nullptr) {
      verdict.missing(object, key, "required",
                      fmt::format("\"{}\" must be there, or extensions", key));
    }
  }
  if (definition == nullptr) return;
  if (definition->kind != Kind::Object || definition->count == 0) {
    return verdict.error(*definition, "type", "it must be an object");
  }
  if (type == nullptr || type->kind != Kind::String) return;
  const bool tlp = level_of(kTlp1Levels, text_of(tree, object, "id")) != nullptr;
  if (tlp || type->value == "tlp") return check_tlp1(object, *type, *definition, verdict);
  if (type->value == "statement") {
    const Node* statement = tree.find(*definition, "statement");
    if (statement == nullptr) {
      verdict.missing(*definition, "statement", "required", "\"statement\" must be there");
    } else if (statement->kind != Kind::String) {
      verdict.error(*statement, "type", "it must be a string");
    }
    return;
  }
  verdict.warning(*type, "vocabulary", "definition_type should be \"statement\" or \"tlp\"");
}

void check_tlp2(const Node& object, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  const Node* extensions = tree.find(object, "extensions");
  const Node* tlp = extensions == nullptr ? nullptr : tree.find(*extensions, kTlp2);
  const Fixed* fixed = level_of(kTlp2Levels, text_of(tree, object, "id"));
  if (tlp == nullptr) {
    if (fixed != nullptr) {
      verdict.error(object, "tlp", fmt::format("this id stands for {} of TLP 2.0", fixed->name));
    }
    return;
  }
  check_level(object, fixed, tree.find(*tlp, "tlp_2_0"), verdict);
  const Node* kind = tree.find(*tlp, "extension_type");
  if (kind != nullptr && kind->value != "property-extension") {
    verdict.error(*kind, "tlp", "it must be \"property-extension\"");
  }
}

/// A definition that marks itself (section 3.2).
void check_circular(const Node& object, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  const auto id = text_of(tree, object, "id");
  const auto check = [&](const Node* ref) {
    if (ref != nullptr && ref->kind == Kind::String && ref->value == id) {
      verdict.error(*ref, "circular", "a marking definition must not mark itself");
    }
  };
  if (const Node* refs = tree.find(object, "object_marking_refs");
      refs != nullptr && refs->kind == Kind::Array) {
    for (const Node& ref : tree.children(*refs)) check(&ref);
  }
  if (const Node* markings = tree.find(object, "granular_markings");
      markings != nullptr && markings->kind == Kind::Array) {
    for (const Node& marking : tree.children(*markings)) check(tree.find(marking, "marking_ref"));
  }
}

/// Follows selectors through one object.  Elements of lists are found by going over them, so the
/// steps are counted: a hostile object could ask for a square of its size.
class Selection {
 public:
  Selection(const Tree& tree, const Node& object) : tree_(tree), object_(object) {}

  [[nodiscard]] bool exhausted() const { return steps_ > kMostSteps; }

  bool selects(std::string_view selector) {
    const Node* at = &object_;
    while (!exhausted()) {
      const auto dot = selector.find('.');
      at = step(*at, selector.substr(0, dot));
      if (at == nullptr) return false;
      if (dot == std::string_view::npos) return true;
      selector.remove_prefix(dot + 1);
    }
    return false;
  }

 private:
  static constexpr std::size_t kMostSteps = 10'000'000;

  /// One component of a selector: a key, or an index in square brackets.
  const Node* step(const Node& from, std::string_view component) {
    ++steps_;
    if (component.size() > 2 && component.front() == '[' && component.back() == ']') {
      const auto digits = component.substr(1, component.size() - 2);
      std::size_t index = 0;
      const auto* end = digits.data() + digits.size();
      const auto parsed = std::from_chars(digits.data(), end, index);
      if (parsed.ec != std::errc{} || parsed.ptr != end) return nullptr;
      return element_of(from, index);
    }
    return component.empty() ? nullptr : tree_.find(from, component);
  }

  const Node* element_of(const Node& list, std::size_t wanted) {
    if (list.kind != Kind::Array || wanted >= list.count) return nullptr;
    const auto elements = tree_.children(list);
    auto at = elements.begin();
    for (std::size_t i = 0; i < wanted; ++i) ++at;
    steps_ += wanted;
    return &*at;
  }

  const Tree& tree_;
  const Node& object_;
  std::size_t steps_ = 0;
};

void check_selectors_of(const Node& marking, Selection& selection, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  const Node* selectors = tree.find(marking, "selectors");
  if (selectors == nullptr || selectors->kind != Kind::Array) return;
  for (const Node& selector : tree.children(*selectors)) {
    if (selector.kind != Kind::String || selection.selects(selector.value)) continue;
    if (selection.exhausted()) {
      return verdict.fatal(selector, "selector", "too many selectors to follow");
    }
    verdict.error(selector, "selector",
                  "it selects nothing that is in this object (section 7.2.3)");
  }
}

}  // namespace

void check_marking_definition(const Node& object, Verdict& verdict) {
  check_definition(object, verdict);
  check_tlp2(object, verdict);
  check_circular(object, verdict);
}

void check_selectors(const Node& object, Verdict& verdict) {
  const Node* markings = verdict.tree().find(object, "granular_markings");
  if (markings == nullptr || markings->kind != Kind::Array) return;
  Selection selection(verdict.tree(), object);
  for (const Node& marking : verdict.tree().children(*markings)) {
    check_selectors_of(marking, selection, verdict);
    if (selection.exhausted()) return;
  }
}

}  // namespace noroshi::stix
