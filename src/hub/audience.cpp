#include "hub/audience.hpp"

#include <algorithm>
#include <map>

namespace noroshi::hub {
namespace {

bool meets(const directory::Account& account, const sharing::Viewer& viewer) {
  return std::any_of(
      account.memberships.begin(), account.memberships.end(),
      [&](const sharing::Membership& one) { return viewer.role_in(one.community).has_value(); });
}

}  // namespace

std::set<sharing::OrganisationId> known_organisations(directory::Directory& directory,
                                                      const access::Caller& caller) {
  std::set<sharing::OrganisationId> known;
  if (!caller.account) return known;
  const bool operates = caller.account->operates && caller.scopes.operate;
  known.insert(caller.account->organisation);
  for (const auto& account : directory.accounts()) {
    if (operates || (account.active && meets(account, caller.viewer))) {
      known.insert(account.organisation);
    }
  }
  return known;
}

Onlookers::Onlookers(directory::Directory& directory, const access::Caller& caller) {
  const auto known = known_organisations(directory, caller);
  std::map<sharing::OrganisationId, std::string> names;
  for (const auto& one : directory.organisations()) {
    if (known.contains(one.id)) names.emplace(one.id, one.name);
  }
  const auto own = caller.account ? caller.account->organisation : 0;
  for (const auto& account : directory.accounts()) {
    const bool peer = account.kind == sharing::Kind::Peer;
    if (!account.active || (!peer && account.organisation == own)) continue;
    const auto name = names.find(account.organisation);
    others_.push_back({.organisation = name == names.end() || peer ? "" : name->second,
                       .viewer = directory.viewer_of(account)});
  }
}

Audience Onlookers::of(const sharing::Label& label) const {
  Audience audience;
  for (const Onlooker& one : others_) {
    if (!sharing::may_see(one.viewer, label)) continue;
    if (one.viewer.kind == sharing::Kind::Peer) ++audience.peers;
    if (!one.organisation.empty()) audience.organisations.push_back(one.organisation);
  }
  auto& names = audience.organisations;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return audience;
}

}  // namespace noroshi::hub
