// A Finding's objects on their way into another collection: what stix_of (intel/mapping) made of
// it, found again from the indicator, as the archive shows it to the caller.
//
// Nothing else goes along: what others wrote about the server (notes, opinions, sightings) is
// theirs to release.  Into a collection that hides its submitters the organisation's own identity
// does not go either: its name stands in it.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

#include "hub/server_json.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kObjectsAtMost = 500;  // a Finding has some 20

/// What stix_of makes.
constexpr std::array<std::string_view, 13> kTypes{"extension-definition",
                                                  "identity",
                                                  "indicator",
                                                  "infrastructure",
                                                  "ipv4-addr",
                                                  "ipv6-addr",
                                                  "language-content",
                                                  "marking-definition",
                                                  "network-traffic",
                                                  "note",
                                                  "observed-data",
                                                  "relationship",
                                                  "sighting"};

bool is_part(std::string_view id) {
  const auto type = id.substr(0, id.find("--"));
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

/// Every id of another object in a text: its references, markings and extensions.
void collect_ids(const Json& node, std::set<std::string>& ids) {
  if (node.is_string()) {
    const auto& text = node.get_ref<const std::string&>();
    const auto cut = text.find("--");
    if (cut != std::string::npos && stix::is_uuid(std::string_view(text).substr(cut + 2))) {
      ids.insert(text);
    }
  }
  if (!node.is_structured()) return;
  for (const auto& [key, value] : node.items()) {
    if (key.starts_with("extension-definition--")) ids.insert(key);
    collect_ids(value, ids);
  }
}

class Gathering {
 public:
  Gathering(const Call& call, std::string without) : call_(call), without_(std::move(without)) {}

  Status gather(const std::string& indicator) {
    const auto hit = NOROSHI_TRY(call_.parts.archive.find(call_.caller.viewer, indicator));
    author_ = text_in(Json::parse(hit.text, nullptr, false), "created_by_ref");
    NOROSHI_CHECK(take(hit));
    NOROSHI_CHECK(take_around(indicator));
    for (const std::string& one : std::vector<std::string>(around_)) {
      NOROSHI_CHECK(take_around(one));
    }
    // What the others refer to: two steps lead from a relationship to an address.
    for (int step = 0; step < 3; ++step) NOROSHI_CHECK(take_named());
    return {};
  }

  [[nodiscard]] std::string envelope() const {
    return fmt::format("{{\"objects\":[{}]}}", fmt::join(texts_, ","));
  }

 private:
  /// Objects that say who made them are the Finding's only if its author did.
  Status take(const archive::Hit& hit) {
    if (!is_part(hit.id) || hit.id == without_ || texts_.size() >= kObjectsAtMost) return {};
    if (!met_.insert(hit.id).second) return {};
    const Json object = Json::parse(hit.text, nullptr, false);
    const std::string author = text_in(object, "created_by_ref");
    const bool defines = hit.type == "extension-definition" || hit.type == "marking-definition" ||
                         hit.type == "identity";
    if (!author.empty() && author != author_ && !defines) return {};
    texts_.push_back(hit.text);
    collect_ids(object, named_);
    if (hit.type == "infrastructure") around_.push_back(hit.id);
    return {};
  }

  Status take_around(const std::string& id) {
    const auto around =
        NOROSHI_TRY(call_.parts.archive.neighbours(call_.caller.viewer, id, kObjectsAtMost));
    for (const archive::Hit& hit : around.hits) NOROSHI_CHECK(take(hit));
    return {};
  }

  Status take_named() {
    for (const std::string& id : std::set<std::string>(named_)) {
      if (met_.contains(id) || !is_part(id)) continue;
      const auto hit = call_.parts.archive.find(call_.caller.viewer, id);
      if (hit) NOROSHI_CHECK(take(*hit));
      if (!hit && hit.error().code != Errc::NotFound) return hit.error();
    }
    return {};
  }

  const Call& call_;
  const std::string without_;
  std::string author_;
  std::set<std::string> met_;
  std::set<std::string> named_;
  std::vector<std::string> around_;  // infrastructure, whose relationships come too
  std::vector<std::string> texts_;
};

}  // namespace

Result<std::string> finding_envelope(const Call& call, const ServerRow& row,
                                     const directory::Collection& target) {
  Gathering gathering(call, target.anonymous ? "identity--" + organisation_of(call) : "");
  NOROSHI_CHECK(gathering.gather(row.shown.facts->id));
  return gathering.envelope();
}

}  // namespace noroshi::hub
