#include "hub/api_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace noroshi::hub {
Json hit_json(const archive::Hit& hit, directory::Directory& directory) {
  return {{"id", hit.id},
          {"type", hit.type},
          {"name", hit.name},
          {"added", stix::timestamp(hit.added)},
          {"collection", directory.collection_uuid(hit.collection)},
          {"score", std::round(hit.score * 10) / 10},  // it decays while one looks
          {"revoked", hit.revoked},
          {"object", Json::parse(hit.text, nullptr, false)}};
}

Json hits_json(const archive::Hits& hits, directory::Directory& directory) {
  Json items = Json::array();
  for (const auto& hit : hits.hits) items.push_back(hit_json(hit, directory));
  Json body{{"items", std::move(items)}, {"visible", hits.visible}, {"capped", hits.capped}};
  if (!hits.warning_list.empty()) body["warning_list"] = hits.warning_list;
  if (hits.next) body["next"] = *hits.next;
  return body;
}

Json collection_json(const directory::Collection& collection, directory::Directory& directory) {
  Json json{{"id", collection.uuid},
            {"root", collection.root},
            {"title", collection.title},
            {"description", collection.description},
            {"tlp", sharing::name_of(collection.tlp)},
            {"hops", collection.hops},
            {"release", collection.release == directory::Release::Approval ? "approval" : "direct"},
            {"anonymous", collection.anonymous},
            {"open", collection.open}};
  if (!collection.alias.empty()) json["alias"] = collection.alias;
  if (collection.lifetime > 0) json["lifetime_seconds"] = collection.lifetime / base::kSecond;
  for (const auto& community : directory.communities()) {
    if (community.id == collection.community) json["community"] = community.name;
  }
  return json;
}

Json regions_json(const sharing::Regions& regions) {
  Json list = Json::array();
  for (std::size_t i = 0; i < sharing::kRegionCount; ++i) {
    if (regions[i]) list.push_back(sharing::name_of(static_cast<sharing::Region>(i)));
  }
  return list;
}

Json assertion_json(const archive::Assertion& assertion) {
  return {{"source", assertion.source},
          {"received", stix::timestamp(assertion.received)},
          {"reliability", std::string(1, assertion.trust.reliability)},
          {"credibility", assertion.trust.credibility},
          {"tlp", sharing::name_of(assertion.tlp)}};
}

Json received_json(const Received& received) {
  Json refused = Json::array();
  for (const auto& one : received.objects) {
    if (!one.taken) refused.push_back({{"id", one.id}, {"reason", one.message}});
  }
  return {{"added", received.added},       {"confirmed", received.confirmed},
          {"known", received.known},       {"held", received.held},
          {"refused", std::move(refused)}, {"warnings", received.warnings}};
}

Result<directory::Collection> collection_named(Parts& parts, const access::Caller& caller,
                                               std::string_view uuid_or_alias) {
  for (auto& collection : parts.directory.collections()) {
    const bool named = collection.uuid == uuid_or_alias ||
                       (!collection.alias.empty() && collection.alias == uuid_or_alias);
    if (named && parts.directory.rights(caller.viewer, collection).see) return collection;
  }
  return Error{Errc::NotFound, "this collection does not exist, or is not for you"};
}

}  // namespace noroshi::hub
