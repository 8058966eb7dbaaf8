// observed-data → Observation, in both forms.
#include <unordered_map>

#include "intel/pattern/pattern.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::pattern {
namespace {

constexpr std::size_t kDepth = 256;

using ById = std::unordered_map<std::string_view, const stix::Object*>;

// The newest revision of each object stands for its id: references name no version.
ById by_id(const std::vector<stix::Object>& objects) {
  ById made;
  for (const auto& object : objects) {
    auto& place = made[object.id];
    if (place == nullptr || place->modified <= object.modified) place = &object;
  }
  return made;
}

base::Micros instant_at(const stix::Tree& tree, std::string_view property) {
  const auto* const node = tree.find(tree.root(), property);
  if (node == nullptr || node->kind != stix::Kind::String) return 0;
  return stix::parse_timestamp(node->value).value_or(0);
}

std::uint64_t number_observed(const stix::Tree& tree) {
  constexpr double kMost = 999'999'999;  // STIX 2.1, section 4.14.1
  const auto* const node = tree.find(tree.root(), "number_observed");
  if (node == nullptr || node->kind != stix::Kind::Number) return 1;
  const auto number = stix::number_of(*node);
  if (!(number >= 1)) return 0;
  return static_cast<std::uint64_t>(number < kMost ? number : kMost);
}

Observation observation_of(const stix::Object& object, const ById& objects) {
  Observation made;
  stix::Tree tree;
  if (!tree.read(object.text, kDepth).has_value()) return made;
  made.first_observed = instant_at(tree, "first_observed");
  made.last_observed = instant_at(tree, "last_observed");
  made.number_observed = number_observed(tree);
  if (const auto* const dictionary = tree.find(tree.root(), "objects")) {
    if (dictionary->kind == stix::Kind::Object) {
      for (const auto& observable : tree.children(*dictionary))
        made.observables.emplace_back(observable.key, std::string(observable.value));
    }
  }
  for (const auto& [path, id] : object.references) {
    const auto found = objects.find(id);
    if (path == "object_refs" && found != objects.end())
      made.observables.emplace_back(id, found->second->text);
  }
  return made;
}

}  // namespace

std::vector<Observation> observations_of(const std::vector<stix::Object>& objects) {
  const auto known = by_id(objects);
  std::vector<Observation> made;
  for (const auto& object : objects) {
    if (object.type == "observed-data") made.push_back(observation_of(object, known));
  }
  return made;
}

}  // namespace noroshi::pattern
