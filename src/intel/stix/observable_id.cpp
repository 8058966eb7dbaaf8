// The id that STIX 2.1 recommends for an observable (section 2.9): UUIDv5 over the canonical JSON
// of its ID-contributing properties, which section 6 names type by type.

#include "intel/stix/observable_id.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "intel/stix/canonical_json.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::stix {

namespace {

struct Contributors {
  std::string_view type;
  std::array<std::string_view, 8> properties;
};

constexpr std::array<Contributors, 17> kContributors{{
    {"artifact", {"hashes", "payload_bin"}},
    {"autonomous-system", {"number"}},
    {"directory", {"path"}},
    {"domain-name", {"value"}},
    {"email-addr", {"value"}},
    {"email-message", {"from_ref", "subject", "body"}},
    {"file", {"hashes", "name", "parent_directory_ref", "extensions"}},
    {"ipv4-addr", {"value"}},
    {"ipv6-addr", {"value"}},
    {"mac-addr", {"value"}},
    {"mutex", {"name"}},
    {"network-traffic",
     {"start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"}},
    {"software", {"name", "cpe", "swid", "vendor", "version"}},
    {"url", {"value"}},
    {"user-account", {"account_type", "user_id", "account_login"}},
    {"windows-registry-key", {"key", "values"}},
    {"x509-certificate", {"hashes", "serial_number"}},
}};

/// One hash stands for all: the first that is there of MD5, SHA-1, SHA-256, SHA-512, else the first
/// as written.
const Node* chosen_hash(const Tree& tree, const Node& hashes) {
  for (const std::string_view algorithm : {"MD5", "SHA-1", "SHA-256", "SHA-512"}) {
    if (const Node* hash = tree.find(hashes, algorithm)) return hash;
  }
  return hashes.kind == Kind::Object && hashes.count > 0 ? &*tree.children(hashes).begin()
                                                         : nullptr;
}

void append_hashes(const Tree& tree, const Node& hashes, std::string& out) {
  const Node* hash = chosen_hash(tree, hashes);
  if (hash == nullptr) return append_canonical(tree, hashes, out);
  append_canonical_members(tree, {hash}, out);
}

}  // namespace

std::string observable_id(const Tree& tree, const Node& object) {
  const Node* type = tree.find(object, "type");
  if (type == nullptr || type->kind != Kind::String) return {};
  const auto* found = std::find_if(kContributors.begin(), kContributors.end(),
                                   [type](const auto& row) { return row.type == type->value; });
  if (found == kContributors.end()) return {};
  auto names = found->properties;  // the canonical form wants them by name: all are plain ASCII
  std::sort(names.begin(), names.end());
  std::string contributing;
  for (const auto name : names) {
    const Node* node = name.empty() ? nullptr : tree.find(object, name);
    if (node == nullptr) continue;
    contributing += contributing.empty() ? '{' : ',';
    contributing += fmt::format("\"{}\":", name);
    if (name == "hashes") {
      append_hashes(tree, *node, contributing);
    } else {
      append_canonical(tree, *node, contributing);
    }
  }
  if (contributing.empty()) return {};
  return fmt::format("{}--{}", type->value, uuid5(kObservableNamespace, contributing + '}'));
}

std::string observable_id(std::string_view json) {
  constexpr std::size_t kDepth = 64;
  Tree tree;
  if (!is_utf8(json) || !tree.read(json, kDepth) || !tree.flaws().empty()) return {};
  return observable_id(tree, tree.root());
}

}  // namespace noroshi::stix
