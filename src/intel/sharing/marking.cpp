#include "intel/sharing/marking.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

#include "intel/sharing/lower_case.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::sharing {

namespace {

struct Colour {
  Tlp tlp;
  std::string_view id;
  std::string_view json;
};

// As the TLP 2.0 extension of the STIX common objects fixes them, names and dates included.
#define NOROSHI_TLP_JSON(uuid, name, value)                                              \
  R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--)" uuid \
  R"(","created":"2022-10-01T00:00:00.000Z","name":")" name R"(","extensions":)"         \
  R"({"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":)"                    \
  R"({"extension_type":"property-extension","tlp_2_0":")" value R"("}}})"
#define NOROSHI_TLP(tlp, uuid, name, value) \
  Colour { tlp, "marking-definition--" uuid, NOROSHI_TLP_JSON(uuid, name, value) }

constexpr std::array kColours = {
    NOROSHI_TLP(Tlp::Clear, "94868c89-83c2-464b-929b-a1a8aa3c8487", "TLP:CLEAR", "clear"),
    NOROSHI_TLP(Tlp::Green, "bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "TLP:GREEN", "green"),
    NOROSHI_TLP(Tlp::Amber, "55d920b0-5e8b-4f79-9ee9-91f868d9b421", "TLP:AMBER", "amber"),
    NOROSHI_TLP(Tlp::AmberStrict, "939a9414-2ddd-4d32-a0cd-375ea402b003", "TLP:AMBER+STRICT",
                "amber+strict"),
    NOROSHI_TLP(Tlp::Red, "e828b379-4e03-4974-9ac4-e53a884c97c1", "TLP:RED", "red")};

#undef NOROSHI_TLP
#undef NOROSHI_TLP_JSON

// TLP 1.0: STIX 2.1, section 7.2.1.4.  Its AMBER let members tell those who need to know, clients
// included, as that of TLP 2.0 does.
constexpr std::array<std::pair<std::string_view, Tlp>, 4> kFirstColours = {
    {{"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::Clear},
     {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::Green},
     {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::Amber},
     {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::Red}}};

constexpr std::string_view kNoCommunity = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kMade =
    "2026-11-01T00:00:00.000Z";  // part of fixed objects: never changes
constexpr std::string_view kSchema =
    "A property extension of marking-definition. community: UUID of the community that alone may "
    "see it. regions: list of hokkaido, tohoku, kanto, shinetsu, hokuriku, tokai, kinki, chugoku, "
    "shikoku, kyushu, okinawa; absent means every region. hops: integer from 0 to 255, further "
    "servers that the receiver may pass it to. recipients: list of identities, who alone get what "
    "is "
    "TLP:RED. A limit that a receiver cannot apply means: do not "
    "pass it on.";

std::string author_id() { return stix::own_id("identity", "noroshi"); }

/// The members of the extension, in one order: what the id is made of.
std::string members_of(const Limits& limits) {
  std::string text;
  if (!limits.community.empty()) {
    const bool sound = stix::is_uuid(limits.community);
    text += fmt::format(R"(,"community":"{}")", sound ? limits.community : kNoCommunity);
  }
  if (limits.regions.any()) {
    std::string names;
    for (std::size_t i = 0; i < kRegionCount; ++i) {
      if (!limits.regions.test(i)) continue;
      names += fmt::format(R"({}"{}")", names.empty() ? "" : ",", name_of(static_cast<Region>(i)));
    }
    text += fmt::format(R"(,"regions":[{}])", names);
  }
  if (limits.hops) text += fmt::format(R"(,"hops":{})", *limits.hops);
  if (!limits.recipients.empty()) {
    text += fmt::format(R"(,"recipients":["identity--{}"])",
                        fmt::join(limits.recipients, R"(","identity--)"));
  }
  return text;
}

std::string community_in(const stix::Node& node) {
  const bool sound = node.kind == stix::Kind::String && stix::is_uuid(node.value);
  return sound ? lower_case(node.value) : std::string(kNoCommunity);
}

std::uint8_t hops_in(const stix::Node& node) {
  std::uint8_t hops = 0;
  const char* const end = node.value.data() + node.value.size();
  const auto [last, failure] = std::from_chars(node.value.data(), end, hops);
  return node.kind == stix::Kind::Number && failure == std::errc() && last == end ? hops : 0;
}

/// False if one of them is unknown, or there is none.
bool take_regions(const stix::Tree& tree, const stix::Node& list, Regions& regions) {
  if (list.kind != stix::Kind::Array || list.count == 0) return false;
  for (const stix::Node& node : tree.children(list)) {
    const auto region = parse_region(node.kind == stix::Kind::String ? node.value : "");
    if (!region) return false;
    regions.set(static_cast<std::size_t>(*region));
  }
  return true;
}

/// UUIDs out of "identity--…"; what is none is no recipient.
std::vector<std::string> recipients_in(const stix::Tree& tree, const stix::Node& list) {
  constexpr std::string_view kIdentity = "identity--";
  std::vector<std::string> recipients;
  if (list.kind != stix::Kind::Array) return recipients;
  for (const stix::Node& node : tree.children(list)) {
    std::string_view text = node.kind == stix::Kind::String ? node.value : std::string_view();
    if (!text.starts_with(kIdentity)) continue;
    text.remove_prefix(kIdentity.size());
    if (stix::is_uuid(text)) recipients.push_back(lower_case(text));
  }
  std::sort(recipients.begin(), recipients.end());
  recipients.erase(std::unique(recipients.begin(), recipients.end()), recipients.end());
  return recipients;
}

}  // namespace

std::string_view marking_id(Tlp tlp) { return kColours.at(static_cast<std::size_t>(tlp)).id; }
std::string_view marking_json(Tlp tlp) { return kColours.at(static_cast<std::size_t>(tlp)).json; }

std::optional<Tlp> tlp_of(std::string_view marking_id) {
  const std::string id = lower_case(marking_id);
  for (const Colour& colour : kColours) {
    if (id == colour.id) return colour.tlp;
  }
  for (const auto& [first_id, tlp] : kFirstColours) {
    if (id == first_id) return tlp;
  }
  return {};
}

std::string limits_extension_id() { return stix::own_id("extension-definition", "sharing limits"); }

std::string limits_extension_json() {
  return fmt::format(
      R"({{"type":"extension-definition","spec_version":"2.1","id":"{}","created_by_ref":"{}",)"
      R"("created":"{}","modified":"{}","name":"Noroshi sharing limits","schema":"{}",)"
      R"("version":"1.0.0","extension_types":["property-extension"]}})",
      limits_extension_id(), author_id(), kMade, kMade, kSchema);
}

std::string limits_author_json() {
  return fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"{}","modified":"{}",)"
      R"("name":"Noroshi","identity_class":"system"}})",
      author_id(), kMade, kMade);
}

bool explains_limits(std::string_view id) {
  return id == limits_extension_id() || id == author_id();
}

std::string limits_marking_id(const Limits& limits) {
  return stix::own_id("marking-definition", "sharing limits" + members_of(limits));
}

std::string limits_marking_json(const Limits& limits) {
  return fmt::format(
      R"({{"type":"marking-definition","spec_version":"2.1","id":"{}","created_by_ref":"{}",)"
      R"("created":"{}","name":"Noroshi sharing limits","extensions":{{"{}":)"
      R"({{"extension_type":"property-extension"{}}}}}}})",
      limits_marking_id(limits), author_id(), kMade, limits_extension_id(), members_of(limits));
}

std::optional<Limits> limits_of(std::string_view marking_json) {
  constexpr std::size_t kDepth = 64;
  stix::Tree tree;
  if (!tree.read(marking_json, kDepth) || tree.root().kind != stix::Kind::Object) return {};
  const stix::Node* extensions = tree.find(tree.root(), "extensions");
  if (extensions == nullptr || extensions->kind != stix::Kind::Object) return {};
  const stix::Node* ours = tree.find(*extensions, limits_extension_id());
  if (ours == nullptr) return {};
  Limits limits;
  if (ours->kind != stix::Kind::Object) {
    limits = {.community = std::string(kNoCommunity), .hops = std::uint8_t{0}};
    return limits;
  }
  if (const auto* node = tree.find(*ours, "community")) limits.community = community_in(*node);
  if (const auto* node = tree.find(*ours, "hops")) limits.hops = hops_in(*node);
  const auto* regions = tree.find(*ours, "regions");
  if (regions != nullptr && !take_regions(tree, *regions, limits.regions)) {
    limits.community = kNoCommunity;
  }
  if (const auto* node = tree.find(*ours, "recipients")) {
    limits.recipients = recipients_in(tree, *node);
  }
  return limits;
}

std::optional<Tlp> tlp_of(const stix::Object& object) {
  std::optional<Tlp> narrowest;
  const auto take = [&narrowest](std::string_view id) {
    if (const auto tlp = tlp_of(id)) narrowest = std::max(narrowest.value_or(Tlp::Clear), *tlp);
  };
  for (const std::string& id : object.marking_refs) take(id);
  for (const auto& [path, id] : object.references) {
    if (path == "granular_markings.marking_ref") take(id);
  }
  return narrowest;
}

}  // namespace noroshi::sharing
