// The order of checking: what the JSON must not do; type and id, without which there is nothing to
// keep; then, for STIX 2.1, the tables and the rules.  Objects of STIX 2.0 are read leniently.

#include "intel/stix/checker.hpp"

#include <fmt/format.h>

#include "intel/stix/formats.hpp"
#include "intel/stix/observable_id.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

void check_flaws(Verdict& verdict) {
  for (const auto& flaw : verdict.tree().flaws()) {
    const Node& node = verdict.tree().at(flaw.node);
    switch (flaw.what) {
      case Flaw::What::DuplicateKey:
        verdict.fatal(node, "duplicate-key", fmt::format("\"{}\" is there twice", node.key));
        break;
      case Flaw::What::TooDeep:
        verdict.fatal(node, "depth",
                      fmt::format("deeper than the {} levels allowed", verdict.policy().depth));
        break;
      case Flaw::What::Surrogate:
        verdict.fatal(node, "unicode", "half of a surrogate pair is no character (RFC 7493)");
        break;
      case Flaw::What::NumberRange:
        verdict.fatal(node, "number", "no double-precision number is that large (RFC 7493)");
        break;
    }
  }
}

/// A string that must be there, with its node for complaints; null if it is not sound.
const Node* string_member(const Node& object, std::string_view key, Verdict& verdict) {
  const Node* node = verdict.tree().find(object, key);
  if (node != nullptr && node->kind == Kind::String && !node->value.empty()) return node;
  verdict.fatal(node == nullptr ? object : *node, "required",
                fmt::format("\"{}\" must be there, as a string", key));
  return nullptr;
}

/// Whether type and id are sound.
bool check_name(const Node& object, Verdict& verdict) {
  const Node* type = string_member(object, "type", verdict);
  const Node* id = string_member(object, "id", verdict);
  if (type == nullptr || id == nullptr) return false;
  if (!formats::is_type_name(type->value)) {
    verdict.fatal(*type, "type-name",
                  "a type is named by 3 to 250 of a-z, 0-9 and single hyphens, a letter first");
    return false;
  }
  if (type->value == "bundle") {
    verdict.fatal(*type, "type", "a bundle is no STIX object and cannot be within another");
    return false;
  }
  if (!formats::is_identifier(id->value)) {
    verdict.fatal(*id, "identifier", "an id is <type>--<UUID of RFC 4122> (section 2.9)");
    return false;
  }
  if (formats::type_of_identifier(id->value) != type->value) {
    verdict.fatal(*id, "id-prefix",
                  fmt::format("the id of a {} must begin with \"{}--\"", type->value, type->value));
    return false;
  }
  return true;
}

/// Section 2.9: observables SHOULD have the UUIDv5 of their properties, all others UUIDv4.
void check_uuid(const Node& object, bool observable, Verdict& verdict) {
  const Node& id = *verdict.tree().find(object, "id");
  const char version = formats::uuid_version(id.value);
  if (!observable) {
    if (version != '4') {
      verdict.warning(id, "uuid-version", "UUIDv4 is recommended (section 2.9)");
    }
    return;
  }
  const auto recommended = observable_id(verdict.tree(), object);
  if (recommended.empty()) {
    if (version != '4' && find_type(formats::type_of_identifier(id.value)) != nullptr) {
      verdict.error(id, "uuid-version",
                    "without a property that contributes to the id, it must be UUIDv4");
    }
  } else if (version != '5') {
    verdict.warning(id, "uuid-version", "UUIDv5 is recommended for observables (section 2.9)");
  } else if (recommended != id.value) {
    verdict.warning(id, "deterministic-id",
                    fmt::format("its properties give {} (section 2.9)", recommended));
  }
}

/// How the object is extended by definitions (section 7.3).
struct Extended {
  bool new_object = false;
  bool new_observable = false;
  bool top_level = false;
};

Extended extended_by(const Node& object, const Tree& tree) {
  Extended extended;
  const Node* extensions = tree.find(object, "extensions");
  if (extensions == nullptr || extensions->kind != Kind::Object) return extended;
  for (const Node& extension : tree.children(*extensions)) {
    const auto kind = text_of(tree, extension, "extension_type");
    extended.new_observable = extended.new_observable || kind == "new-sco";
    extended.new_object =
        extended.new_object || kind == "new-sdo" || kind == "new-sro" || kind == "new-sco";
    extended.top_level = extended.top_level || kind == "toplevel-property-extension";
  }
  return extended;
}

/// A type that the standard does not name looks like an observable if it says so, or has neither
/// time of a version.
bool like_observable(const Node& object, const Type* type, const Extended& extended,
                     const Tree& tree) {
  if (type != nullptr) return type->family == Family::Observable;
  if (extended.new_object) return extended.new_observable;
  return tree.find(object, "created") == nullptr && tree.find(object, "modified") == nullptr;
}

void check_custom_type(const Node& object, const Extended& extended, Verdict& verdict) {
  const Node& type = *verdict.tree().find(object, "type");
  if (type.value == "action") {
    return verdict.error(type, "reserved", "this name of a type is reserved");
  }
  if (extended.new_object) return;
  verdict.custom(type, "custom-type",
                 fmt::format("\"{}\" is not of the standard, and no extension defines it (section "
                             "11.2)",
                             type.value));
}

void check_as_21(const Node& object, Verdict& verdict) {
  const auto name = text_of(verdict.tree(), object, "type");
  const Type* type = find_type(name);
  const auto extended = extended_by(object, verdict.tree());
  const bool observable = like_observable(object, type, extended, verdict.tree());
  if (type == nullptr) check_custom_type(object, extended, verdict);
  const bool declared = type == nullptr || extended.top_level;
  check_members(
      object,
      {type == nullptr ? Properties{} : type->properties, common_properties(type, observable),
       type != nullptr && type->needs_one, declared ? Unknown::Declared : Unknown::Custom},
      name, verdict);
  check_uuid(object, observable, verdict);
  check_selectors(object, verdict);
  check_rules(object, name, verdict);
}

/// STIX 2.0: times of versions only.  Its marking definitions have no `modified`.
void check_as_20(const Node& object, Verdict& verdict) {
  const auto type = text_of(verdict.tree(), object, "type");
  if (family_of(type) == Family::Observable) return;
  const auto instant = [&](std::string_view key, bool must) {
    const Node* node = verdict.tree().find(object, key);
    if (node == nullptr) {
      if (must) verdict.missing(object, key, "required", fmt::format("\"{}\" must be there", key));
      return std::optional<base::Micros>{};
    }
    const auto parsed = parse_timestamp(node->kind == Kind::String ? node->value : "");
    if (!parsed) verdict.error(*node, "timestamp", "it is no time as 2026-01-02T03:04:05.678Z");
    return parsed;
  };
  const auto created = instant("created", true);
  const auto modified = instant("modified", type != "marking-definition");
  if (created && modified && *modified < *created) {
    verdict.error(*verdict.tree().find(object, "modified"), "order",
                  "it must not be before \"created\"");
  }
}

const Property* find_property(Properties properties, std::string_view name) {
  for (const Property& property : properties) {
    if (property.name == name) return &property;
  }
  return nullptr;
}

void check_required(const Node& object, Properties properties, Verdict& verdict) {
  for (const Property& property : properties) {
    if (!property.required || verdict.tree().find(object, property.name) != nullptr) continue;
    // In a container of old, the key stands for the id (section 2.13).
    if (verdict.lenient() && property.name == "id") continue;
    verdict.missing(object, property.name, "required",
                    fmt::format("\"{}\" must be there", property.name));
  }
}

}  // namespace

void check_members(const Node& object, const Tables& tables, std::string_view type,
                   Verdict& verdict) {
  bool any = !tables.needs_one;
  for (const Node& member : verdict.tree().children(object)) {
    const Property* property = find_property(tables.own, member.key);
    any = any || property != nullptr || member.key == "extensions";
    if (property == nullptr) property = find_property(tables.common, member.key);
    if (property != nullptr) {
      check_value(member, *property, type, verdict);
    } else {
      check_custom(member, tables.unknown, verdict);
    }
  }
  check_required(object, tables.own, verdict);
  check_required(object, tables.common, verdict);
  if (!any) verdict.error(object, "at-least-one", "one of its own properties must be there");
}

Family family_of(std::string_view type) {
  const Type* found = find_type(type);
  return found == nullptr ? Family::Custom : found->family;
}

std::string_view spec_version_of(const Tree& tree, const Node& object) {
  const Node* said = tree.find(object, "spec_version");
  if (said != nullptr) return said->value == "2.0" ? "2.0" : "2.1";
  if (family_of(text_of(tree, object, "type")) == Family::Observable) return "2.1";
  // A custom observable need not have a version, and has no creation time.
  return tree.find(object, "created") != nullptr || tree.find(object, "modified") != nullptr ||
                 family_of(text_of(tree, object, "type")) != Family::Custom
             ? "2.0"
             : "2.1";
}

void check_object(const Node& object, Verdict& verdict) {
  if (object.kind != Kind::Object) {
    return verdict.fatal(object, "type", "a STIX object must be a JSON object");
  }
  check_flaws(verdict);
  if (verdict.refused() || !check_name(object, verdict)) return;
  if (spec_version_of(verdict.tree(), object) == "2.0") return check_as_20(object, verdict);
  check_as_21(object, verdict);
}

void check_frame(const Node& bundle, bool listed, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  const auto id = text_of(tree, bundle, "id");
  if (!formats::is_identifier(id) || formats::type_of_identifier(id) != "bundle") {
    verdict.missing(bundle, "id", "identifier", "the id of a bundle must be bundle--<UUID>");
  }
  if (!listed && tree.find(bundle, "objects") != nullptr) {
    verdict.missing(bundle, "objects", "type", "\"objects\" must be a list of objects");
  }
  for (const Node& member : tree.children(bundle)) {
    // spec_version was a property of bundles in STIX 2.0.
    if (!vocabulary::holds("type id objects spec_version", member.key)) {
      check_custom(member, Unknown::Custom, verdict);
    }
  }
}

}  // namespace noroshi::stix
