// Checks one object against STIX 2.1, by the tables of types.hpp and the rules between properties.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intel/stix/json_tree.hpp"
#include "intel/stix/object.hpp"
#include "intel/stix/types.hpp"

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
  /// While it is on, broken rules about content are warnings: an observable container (section
  /// 2.13) may hold observables of STIX 2.0.
  void set_lenient(bool lenient) { lenient_ = lenient; }
  [[nodiscard]] bool lenient() const { return lenient_; }
  [[nodiscard]] const Tree& tree() const { return tree_; }
  [[nodiscard]] const Policy& policy() const { return policy_; }

 private:
  void add(Weight weight, std::string property, std::string_view rule, std::string message);
  [[nodiscard]] Weight weight_of_error() const {
    return policy_.strict && !lenient_ ? Weight::Error : Weight::Warning;
  }

  const Tree& tree_;
  std::string object_;
  const Policy& policy_;
  std::vector<Complaint>& out_;
  std::size_t said_ = 0;
  bool refused_ = false;
  bool lenient_ = false;
};

/// What the JSON itself must not do (flaws), then type, id and the version's own rules.
void check_object(const Node& object, Verdict& verdict);

/// The bundle itself (section 8): its id, and that it lists objects or says nothing of them.
void check_frame(const Node& bundle, bool listed, Verdict& verdict);

/// Rules between the properties of one object of this type (rules.cpp), and of one embedded record
/// (record_rules.cpp).
void check_rules(const Node& object, std::string_view type, Verdict& verdict);
void check_record_rules(const Node& record, std::string_view name, Verdict& verdict);

/// marking-definition (section 7.2.1), and the selectors of granular markings (markings.cpp).
void check_marking_definition(const Node& object, Verdict& verdict);
void check_selectors(const Node& object, Verdict& verdict);

/// The `extensions` of an object of this type (extensions.cpp).
void check_extensions(const Node& extensions, std::string_view type, Verdict& verdict);

/// The members of one object against tables; `Unknown` says what a name in none of them means.
enum class Unknown : std::uint8_t { Custom, Declared };
struct Tables {
  Properties own;
  Properties common;
  bool needs_one = false;  ///< at least one of `own`
  Unknown unknown = Unknown::Custom;
};
void check_members(const Node& object, const Tables& tables, std::string_view type,
                   Verdict& verdict);

/// One value against what a table asks of it (values.cpp).
void check_value(const Node& node, const Property& property, std::string_view type,
                 Verdict& verdict);

/// A property that no table knows: its name, and that its value is one that STIX has.
void check_custom(const Node& node, Unknown unknown, Verdict& verdict);

/// The string member `key`; empty where it is none.
std::string_view text_of(const Tree& tree, const Node& object, std::string_view key);

/// Where the standard puts a type.
Family family_of(std::string_view type);

/// "2.1", "2.0", or what an object without spec_version is taken for.
std::string_view spec_version_of(const Tree& tree, const Node& object);

}  // namespace noroshi::stix
