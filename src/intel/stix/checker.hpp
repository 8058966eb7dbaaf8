// Checks one object against STIX 2.1, by the tables of types.hpp and the rules between properties.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intel/stix/json_tree.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::stix {

/// Where complaints about one object go, and whether one of them refuses it.
class Verdict {
 public:
  Verdict(const Tree& tree, std::string object, const Policy& policy, std::vector<Complaint>& out)
      : tree_(tree), object_(std::move(object)), policy_(policy), out_(out) {}

  /// A broken MUST that leaves no object to keep: no type, no id, no JSON to the letter.
  void fatal(const Node& at, std::string_view rule, std::string message);
  /// A broken MUST about content: an error, or a warning where the policy is not strict.
  void error(const Node& at, std::string_view rule, std::string message);
  void warning(const Node& at, std::string_view rule, std::string message);
  /// What STIX allows and some communities do not.
  void custom(const Node& at, std::string_view rule, std::string message);
  /// An error about a property that is not there.
  void missing(const Node& object, std::string_view property, std::string_view rule,
               std::string message);

  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] const Tree& tree() const { return tree_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }

 private:
  void add(Weight weight, std::string property, std::string_view rule, std::string message);

  const Tree& tree_;
  std::string object_;
  const Policy& policy_;
  std::vector<Complaint>& out_;
  std::size_t said_ = 0;
  bool refused_ = false;
};

/// What the JSON itself must not do (flaws), then type, id and the version's own rules.
void check_object(const Node& object, Verdict& verdict);

/// The bundle itself (section 8): its id, and that it lists objects or says nothing of them.
void check_frame(const Node& bundle, bool listed, Verdict& verdict);

/// Where the standard puts a type.
Family family_of(std::string_view type);

/// "2.1", "2.0", or what an object without spec_version is taken for.
std::string_view spec_version_of(const Tree& tree, const Node& object);

}  // namespace noroshi::stix
