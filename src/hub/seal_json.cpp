#include "hub/seal_json.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "hub/sealed_arrivals.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kRevisionsAtMost = 1'000;  // of one object in one collection, looked at

Json arrival_json(const KeptArrival& one) {
  Json json{{"sealer", one.sealer},
            {"since", stix::timestamp(one.since)},
            {"timeStamped", one.stamped},
            {"level", one.level},
            {"received", stix::timestamp(one.received)},
            {"sha256", one.digest}};
  if (!one.organization.empty()) json["organizationIdentifier"] = one.organization;
  if (!one.corporate_number.empty()) json["corporateNumber"] = one.corporate_number;
  return json;
}

/// Revisions of one object that the caller sees, collection by collection, asked for once each.
class Sight {
 public:
  Sight(const Call& call, const std::string& object) : call_(call) {
    filter_.ids = {object};
    filter_.versions = {"all"};
    filter_.spec_versions = {"2.0", "2.1"};
  }

  bool operator()(const SealedRevision& one) {
    if (one.behind) return false;
    auto found = seen_.find(one.collection);
    if (found == seen_.end()) found = seen_.emplace(one.collection, in(one.collection)).first;
    return found->second.contains(one.sequence);
  }

 private:
  /// Where the base does not answer nothing is seen.
  [[nodiscard]] std::set<std::int64_t> in(archive::CollectionId collection) const {
    std::set<std::int64_t> sequences;
    const auto page = call_.parts.archive.page(call_.caller.viewer, collection, filter_, 0,
                                               kRevisionsAtMost, archive::Detail::Manifest);
    if (!page) return sequences;
    for (const auto& revision : page->revisions) sequences.insert(revision.sequence);
    return sequences;
  }

  const Call& call_;
  archive::Filter filter_;
  std::map<archive::CollectionId, std::set<std::int64_t>> seen_;
};

using Sees = std::function<bool(const SealedRevision&)>;

Result<std::vector<KeptArrival>> kept(const Call& call, const std::string& object,
                                      const Sees& sees) {
  if (call.parts.arrivals == nullptr) return std::vector<KeptArrival>();
  const auto viewer = call.caller.account ? call.caller.account->organisation : 0;
  return call.parts.arrivals->of(object, viewer, sees);
}

}  // namespace

Result<Json> seals_json(const Call& call, const std::string& object) {
  Sight sight(call, object);
  Json seals = Json::array();
  const auto all =
      NOROSHI_TRY(kept(call, object, [&](const SealedRevision& one) { return sight(one); }));
  for (const KeptArrival& one : all) seals.push_back(arrival_json(one));
  return seals;
}

Result<Json> seals_json(const Call& call, const std::string& object,
                        archive::CollectionId collection, std::int64_t sequence) {
  const auto is_this = [&](const SealedRevision& one) {
    return one.collection == collection && one.sequence == sequence;
  };
  Json seals = Json::array();
  for (const KeptArrival& one : NOROSHI_TRY(kept(call, object, is_this))) {
    if (is_this(one.revision)) seals.push_back(arrival_json(one));
  }
  return seals;
}

}  // namespace noroshi::hub
