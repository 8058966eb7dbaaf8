#include "intel/pattern/scene.hpp"

#include <algorithm>
#include <unordered_map>

#include "intel/pattern/compare.hpp"

namespace noroshi::pattern {
namespace {

// Deeper JSON is none that a path of STIX reaches into.
constexpr std::size_t kDepth = 256;

// A value that a path has reached so far; a text under a name that ends in _ref, or in a list under
// one that ends in _refs, refers to an observable.
struct Spot {
  const stix::Tree* tree = nullptr;
  const stix::Node* node = nullptr;
  bool reference = false;
};

bool is_reference(std::string_view key) { return key.ends_with("_ref") || key.ends_with("_refs"); }

}  // namespace

struct Scene::Observable {
  stix::Tree tree;  ///< over the text of the Observation
  std::string_view type;
};

struct Scene::Sight {
  std::vector<std::unique_ptr<Observable>> observables;
  std::unordered_map<std::string_view, std::size_t> by_id;

  void add(std::string_view id, std::string_view json);

  [[nodiscard]] bool satisfied(const Syntax& syntax, std::uint32_t test,
                               const Observable& observable) const;
  [[nodiscard]] bool satisfied(const Comparison& comparison, const Observable& observable) const;
  [[nodiscard]] std::vector<Spot> reach(const Path& path, const Observable& observable) const;
  void take_key(const std::string& key, const std::vector<Spot>& from, std::vector<Spot>& to) const;
};

namespace {

void take_from_lists(const Step& step, const std::vector<Spot>& from, std::vector<Spot>& to) {
  for (const auto& spot : from) {
    if (spot.node->kind != stix::Kind::Array) continue;
    std::uint64_t place = 0;
    for (const auto& element : spot.tree->children(*spot.node)) {
      if (step.kind == Step::Kind::Every || place == step.index)
        to.push_back({spot.tree, &element, spot.reference});
      ++place;
    }
  }
}

}  // namespace

void Scene::Sight::add(std::string_view id, std::string_view json) {
  auto made = std::make_unique<Observable>();
  if (!made->tree.read(json, kDepth).has_value()) return;
  const auto& root = made->tree.root();
  if (root.kind != stix::Kind::Object) return;
  const auto* const type = made->tree.find(root, "type");
  if (type == nullptr || type->kind != stix::Kind::String) return;
  made->type = type->value;
  by_id.emplace(id, observables.size());  // of two with one id, the first
  observables.push_back(std::move(made));
}

// Each observable is entered once a step, however many references lead to it, so a step costs no
// more than the observation is large.
void Scene::Sight::take_key(const std::string& key, const std::vector<Spot>& from,
                            std::vector<Spot>& to) const {
  std::vector<bool> entered(observables.size());
  for (auto spot : from) {
    if (spot.reference && spot.node->kind == stix::Kind::String) {
      const auto found = by_id.find(spot.node->value);
      if (found == by_id.end() || entered[found->second]) continue;
      entered[found->second] = true;
      spot.tree = &observables[found->second]->tree;
      spot.node = &spot.tree->root();
    }
    if (spot.node->kind != stix::Kind::Object) continue;
    if (const auto* const value = spot.tree->find(*spot.node, key))
      to.push_back({spot.tree, value, is_reference(key)});
  }
}

std::vector<Spot> Scene::Sight::reach(const Path& path, const Observable& observable) const {
  std::vector<Spot> spots{{&observable.tree, &observable.tree.root(), false}};
  std::vector<Spot> next;
  for (const auto& step : path.steps) {
    next.clear();
    if (step.kind == Step::Kind::Key) {
      take_key(step.key, spots, next);
    } else {
      take_from_lists(step, spots, next);
    }
    spots.swap(next);
    if (spots.empty()) break;
  }
  return spots;
}

bool Scene::Sight::satisfied(const Comparison& comparison, const Observable& observable) const {
  if (comparison.path.type != observable.type) return false;
  const auto spots = reach(comparison.path, observable);
  if (comparison.op == Operator::Exists) {
    const bool there = std::any_of(spots.begin(), spots.end(), [](const Spot& spot) {
      return spot.node->kind != stix::Kind::Null;
    });
    return there != comparison.negated;
  }
  const auto& last = comparison.path.steps.back();
  const std::string_view key = last.kind == Step::Kind::Key ? std::string_view(last.key) : "";
  return std::any_of(spots.begin(), spots.end(),
                     [&](const Spot& spot) { return compares(*spot.node, key, comparison); });
}

bool Scene::Sight::satisfied(const Syntax& syntax, std::uint32_t test,
                             const Observable& observable) const {
  const auto& asked = syntax.tests[test];
  const auto part = [&](std::uint32_t below) { return satisfied(syntax, below, observable); };
  if (asked.kind == Test::Kind::And)
    return std::all_of(asked.parts.begin(), asked.parts.end(), part);
  if (asked.kind == Test::Kind::Or)
    return std::any_of(asked.parts.begin(), asked.parts.end(), part);
  return satisfied(syntax.comparisons[asked.comparison], observable);
}

Scene::Scene(const std::vector<Observation>& observations) {
  sights_.resize(observations.size());
  for (std::size_t i = 0; i < observations.size(); ++i) {
    for (const auto& [id, json] : observations[i].observables) sights_[i].add(id, json);
  }
}

Scene::~Scene() = default;

std::size_t Scene::size() const { return sights_.size(); }

bool Scene::satisfies(std::size_t observation, const Syntax& syntax, std::uint32_t test) const {
  const auto& sight = sights_[observation];
  return std::any_of(
      sight.observables.begin(), sight.observables.end(),
      [&](const auto& observable) { return sight.satisfied(syntax, test, *observable); });
}

}  // namespace noroshi::pattern
