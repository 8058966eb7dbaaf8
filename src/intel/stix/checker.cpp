// What every object must have; see checker.hpp.

#include "intel/stix/checker.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "intel/stix/identity.hpp"

namespace noroshi::stix {

namespace {

std::string_view text_of(const Tree& tree, const Node& object, std::string_view key) {
  const Node* node = tree.find(object, key);
  return node != nullptr && node->kind == Kind::String ? node->value : std::string_view{};
}

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

/// type and id: without them there is nothing to keep.  Returns whether both are sound.
bool check_name(const Node& object, Verdict& verdict) {
  const Tree& tree = verdict.tree();
  const auto type = text_of(tree, object, "type");
  const auto id = text_of(tree, object, "id");
  if (type.empty()) verdict.fatal(object, "required", "\"type\" must be a string");
  if (id.empty()) verdict.fatal(object, "required", "\"id\" must be a string");
  if (type.empty() || id.empty()) return false;
  const auto dashes = id.find("--");
  if (dashes == std::string_view::npos || !is_uuid(id.substr(dashes + 2))) {
    verdict.fatal(*tree.find(object, "id"), "identifier",
                  fmt::format("\"{}\" is not <type>--<UUID>", id));
    return false;
  }
  if (id.substr(0, dashes) != type) {
    verdict.fatal(*tree.find(object, "id"), "id-prefix",
                  fmt::format("\"{}\" does not begin with the type \"{}\"", id, type));
    return false;
  }
  return true;
}

}  // namespace

Family family_of(std::string_view type) {
  static constexpr std::array<std::string_view, 19> kDomain{
      "attack-pattern", "campaign",      "course-of-action", "grouping",
      "identity",       "incident",      "indicator",        "infrastructure",
      "intrusion-set",  "location",      "malware",          "malware-analysis",
      "note",           "observed-data", "opinion",          "report",
      "threat-actor",   "tool",          "vulnerability"};
  static constexpr std::array<std::string_view, 18> kObservable{"artifact",
                                                                "autonomous-system",
                                                                "directory",
                                                                "domain-name",
                                                                "email-addr",
                                                                "email-message",
                                                                "file",
                                                                "ipv4-addr",
                                                                "ipv6-addr",
                                                                "mac-addr",
                                                                "mutex",
                                                                "network-traffic",
                                                                "process",
                                                                "software",
                                                                "url",
                                                                "user-account",
                                                                "windows-registry-key",
                                                                "x509-certificate"};
  const auto among = [type](const auto& list) {
    return std::find(list.begin(), list.end(), type) != list.end();
  };
  if (among(kDomain)) return Family::Domain;
  if (among(kObservable)) return Family::Observable;
  if (type == "relationship" || type == "sighting") return Family::Relationship;
  const bool meta =
      type == "marking-definition" || type == "language-content" || type == "extension-definition";
  return meta ? Family::Meta : Family::Custom;
}

std::string_view spec_version_of(const Tree& tree, const Node& object) {
  const auto said = text_of(tree, object, "spec_version");
  if (said == "2.0" || said == "2.1") return said;
  if (!said.empty() || family_of(text_of(tree, object, "type")) == Family::Observable) return "2.1";
  // A custom observable need not have a version, and has no creation time.
  return tree.find(object, "created") != nullptr ? "2.0" : "2.1";
}

void check_object(const Node& object, Verdict& verdict) {
  if (object.kind != Kind::Object) {
    verdict.fatal(object, "object", "an element of \"objects\" must be an object");
    return;
  }
  check_flaws(verdict);
  if (!check_name(object, verdict)) return;
}

void check_frame(const Node& bundle, bool listed, Verdict& verdict) {
  const auto id = text_of(verdict.tree(), bundle, "id");
  if (id.substr(0, 8) != "bundle--" || !is_uuid(id.substr(8))) {
    verdict.missing(bundle, "id", "identifier", "the id of a bundle must be bundle--<UUID>");
  }
  if (!listed && verdict.tree().find(bundle, "objects") != nullptr) {
    verdict.missing(bundle, "objects", "type", "\"objects\" must be a list of objects");
  }
}

}  // namespace noroshi::stix
