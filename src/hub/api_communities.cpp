// One community: who is in it, and what it holds.  For its members and for who operates the hub;
// for everybody else it is not there.
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"

namespace noroshi::hub {
namespace {

/// Whether names and roles of accounts are shown.
bool looks_after(const Call& call, const directory::Community& community) {
  if (call.may_operate()) return true;
  return call.caller.viewer.role_in(community.id) == sharing::Role::Steward;
}

/// Another hub is a member to take things along, not to learn who else is one.
bool may_look(const Call& call, const directory::Community& community) {
  if (call.may_operate()) return true;
  return call.caller.viewer.kind != sharing::Kind::Peer &&
         call.caller.viewer.role_in(community.id).has_value();
}

std::string_view counter_of(sharing::Kind kind) {
  if (kind == sharing::Kind::Machine) return "machines";
  return kind == sharing::Kind::Peer ? "peers" : "people";
}

Json member_json(const directory::Organisation& organisation, bool own) {
  Json json{{"organisation", organisation.name}};
  if (own) json["own"] = true;
  json["regions"] = regions_json(organisation.regions);
  json["people"] = 0;
  json["machines"] = 0;
  json["peers"] = 0;
  return json;
}

/// By organisation, in the order of their names.
Json members_json(const Call& call, const directory::Community& community) {
  directory::Directory& directory = call.parts.directory;
  const bool named = looks_after(call, community);
  std::map<sharing::OrganisationId, directory::Organisation> organisations;
  for (auto& one : directory.organisations()) organisations.emplace(one.id, std::move(one));
  std::map<std::string, Json> members;
  for (const auto& account : directory.accounts()) {
    const sharing::Viewer viewer = directory.viewer_of(account);  // nobody, if it is switched off
    const auto role = viewer.role_in(community.id);
    const auto organisation = organisations.find(account.organisation);
    if (!role || organisation == organisations.end()) continue;
    const bool own = account.organisation == call.caller.account->organisation;
    Json& member =
        members.try_emplace(organisation->second.name, member_json(organisation->second, own))
            .first->second;
    Json& count = member[std::string(counter_of(account.kind))];
    count = count.get<std::uint64_t>() + 1;
    if (!named) continue;
    member["accounts"].push_back({{"name", account.name}, {"role", sharing::name_of(*role)}});
  }
  Json list = Json::array();
  for (auto& [name, member] : members) list.push_back(std::move(member));
  return list;
}

Result<Json> collections_json(const Call& call, const directory::Community& community) {
  Json list = Json::array();
  for (const auto& one : call.parts.directory.collections()) {
    if (one.community != community.id) continue;
    const auto rights = call.parts.directory.rights(call.caller.viewer, one);
    Json item = collection_json(one, call.parts.directory);
    item["can_read"] = rights.read;
    item["can_write"] = rights.write;
    if (rights.read) {
      item["objects"] = NOROSHI_TRY(call.parts.archive.count(call.caller.viewer, one.id));
    }
    list.push_back(std::move(item));
  }
  return list;
}

Result<http::Response> community(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  const auto found = call.parts.directory.community(call.named[0]);
  if (!found || !may_look(call, *found)) {
    return Error{Errc::NotFound,
                 fmt::format("there is no community \"{}\", or it is not yours", call.named[0])};
  }
  Json body{{"id", found->uuid}, {"name", found->name}, {"title", found->title}};
  if (const auto role = call.caller.viewer.role_in(found->id)) {
    body["role"] = sharing::name_of(*role);
  }
  body["members"] = members_json(call, *found);
  body["collections"] = NOROSHI_TRY(collections_json(call, *found));
  return json_answer(body);
}

}  // namespace

std::vector<Route> community_routes() { return {{"GET", "/communities/{name}", community}}; }

}  // namespace noroshi::hub
