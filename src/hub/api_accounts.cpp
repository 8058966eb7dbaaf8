// Who is who: the caller itself, its keys, and, for those who operate the hub, organisations,
// communities, accounts and collections.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/access/session_cookie.hpp"
#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

Json memberships_json(const directory::Account& account, directory::Directory& directory) {
  Json list = Json::array();
  for (const auto& one : account.memberships) {
    for (const auto& community : directory.communities()) {
      if (community.id != one.community) continue;
      list.push_back({{"community", community.name}, {"role", sharing::name_of(one.role)}});
    }
  }
  return list;
}

std::string_view name_of(sharing::Kind kind) {
  switch (kind) {
    case sharing::Kind::Person:
      return "person";
    case sharing::Kind::Machine:
      return "machine";
    case sharing::Kind::Peer:
      return "peer";
    default:
      return "anonymous";
  }
}

Json account_json(const directory::Account& account, directory::Directory& directory) {
  Json json{{"name", account.name},
            {"kind", name_of(account.kind)},
            {"operates", account.operates},
            {"active", account.active},
            {"memberships", memberships_json(account, directory)}};
  if (!account.certificate.empty()) json["certificate"] = account.certificate;
  if (!account.subject.empty()) json["subject"] = account.subject;
  for (const auto& one : directory.organisations()) {
    if (one.id != account.organisation) continue;
    json["organisation"] = one.name;
    json["identity"] = "identity--" + one.uuid;
  }
  return json;
}

bool approves(const directory::Account& account) {
  return std::any_of(account.memberships.begin(), account.memberships.end(),
                     [](const auto& one) { return one.role >= sharing::Role::Approver; });
}

Result<http::Response> myself(const Call& call, const Further& further) {
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  Json body = account_json(*call.caller.account, call.parts.directory);
  body["scopes"] = {{"read", call.caller.scopes.read},
                    {"write", call.caller.scopes.write},
                    {"operate", call.caller.scopes.operate}};
  if (call.caller.way == access::Way::Session) {
    body["csrf_token"] = access::csrf_token(access::session_of(call.request));
  }
  body["flows"] = call.asks_flows();
  body["approves"] = approves(*call.caller.account);
  body["hub"] = further.title;
  const bool operates = call.caller.account->operates && !further.version.empty();
  if (operates) body["version"] = further.version;
  return json_answer(body);
}

// ---- keys: one's own ----

Json key_json(const directory::Key& key) {
  Json scopes = Json::array();
  if (key.scopes.read) scopes.push_back("read");
  if (key.scopes.write) scopes.push_back("write");
  if (key.scopes.operate) scopes.push_back("operate");
  Json json{{"id", key.id},
            {"name", key.name},
            {"scopes", std::move(scopes)},
            {"created", stix::timestamp(key.created)}};
  if (key.expires) json["expires"] = stix::timestamp(*key.expires);
  if (key.last_used) json["last_used"] = stix::timestamp(*key.last_used);
  return json;
}

Result<http::Response> keys(const Call& call) {
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  Json items = Json::array();
  for (const auto& key : call.parts.directory.keys(call.caller.account->id)) {
    items.push_back(key_json(key));
  }
  return json_answer({{"items", std::move(items)}});
}

/// A key never hands out more than it may do itself.
Result<directory::Scopes> scopes_in(const Json& body, const directory::Scopes& own) {
  directory::Scopes scopes;
  const auto list = body.find("scopes");
  if (list == body.end() || !list->is_array() || list->empty()) {
    return Error{Errc::InvalidInput, "scopes: a list of read, write, operate is asked for"};
  }
  for (const Json& one : *list) {
    const std::string name = one.is_string() ? one.get<std::string>() : "";
    if (name == "read" && own.read) {
      scopes.read = true;
    } else if (name == "write" && own.write) {
      scopes.write = true;
    } else if (name == "operate" && own.operate) {
      scopes.operate = true;
    } else {
      return Error{Errc::InvalidInput,
                   fmt::format("scopes: \"{}\" is none that you could give", name)};
    }
  }
  return scopes;
}

Result<http::Response> make_key(const Call& call) {
  NOROSHI_CHECK(call.may_write());
  const Json body = NOROSHI_TRY(call.body());
  directory::Key key;
  key.account = call.caller.account->id;
  key.name = NOROSHI_TRY(wanted_in(body, "name"));
  directory::Scopes own = call.caller.scopes;
  own.operate = own.operate && call.caller.account->operates;
  key.scopes = NOROSHI_TRY(scopes_in(body, own));
  if (const auto text = text_in(body, "expires"); !text.empty()) {
    key.expires = stix::parse_timestamp(text);
    if (!key.expires) return Error{Errc::InvalidInput, "expires: this is no timestamp (RFC 3339)"};
  }
  std::string secret;
  key = NOROSHI_TRY(call.parts.directory.make_key(std::move(key), secret));
  NOROSHI_CHECK(call.record("key.add", key.name, "done"));
  Json answer = key_json(key);
  answer["secret"] = secret;  // shown this once
  return json_answer(answer, 201);
}

Result<http::Response> revoke_key(const Call& call) {
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  const auto id = whole_number(call.named[0]);
  const auto own = call.parts.directory.keys(call.caller.account->id);
  const auto found =
      std::find_if(own.begin(), own.end(), [&](const auto& key) { return id && key.id == *id; });
  if (found == own.end()) return Error{Errc::NotFound, "you have no such key"};
  NOROSHI_CHECK(call.parts.directory.revoke_key(*id));
  call.gate.forget(call.caller.account->id);
  NOROSHI_CHECK(call.record("key.revoke", found->name, "done"));
  return no_content();
}

// ---- for those who operate the hub ----

Result<http::Response> organisations(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  Json items = Json::array();
  for (const auto& one : call.parts.directory.organisations()) {
    items.push_back({{"id", one.uuid},
                     {"name", one.name},
                     {"regions", regions_json(one.regions)},
                     {"domains", one.domains},
                     {"reliability", std::string(1, one.reliability)}});
  }
  return json_answer({{"items", std::move(items)}});
}

Result<http::Response> communities(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  Json items = Json::array();
  for (const auto& one : call.parts.directory.communities()) {
    items.push_back({{"id", one.uuid}, {"name", one.name}, {"title", one.title}});
  }
  return json_answer({{"items", std::move(items)}});
}

Result<http::Response> accounts(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  Json items = Json::array();
  for (const auto& one : call.parts.directory.accounts()) {
    items.push_back(account_json(one, call.parts.directory));
  }
  return json_answer({{"items", std::move(items)}});
}

Result<std::vector<sharing::Membership>> memberships_in(const Json& body, const Call& call) {
  std::vector<sharing::Membership> out;
  const auto list = body.find("memberships");
  if (list == body.end()) return out;
  if (!list->is_array()) return Error{Errc::InvalidInput, "memberships: a list is asked for"};
  for (const Json& one : *list) {
    const auto name = NOROSHI_TRY(wanted_in(one, "community"));
    const auto community = call.parts.directory.community(name);
    if (!community) {
      return Error{Errc::InvalidInput, fmt::format("community: there is no \"{}\"", name)};
    }
    const auto role_name = NOROSHI_TRY(wanted_in(one, "role"));
    out.push_back(
        {.community = community->id, .role = NOROSHI_TRY(sharing::parse_role(role_name))});
  }
  return out;
}

Result<http::Response> add_account(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  const Json body = NOROSHI_TRY(call.body());
  directory::Account account;
  account.name = NOROSHI_TRY(wanted_in(body, "name"));
  const auto organisation_name = NOROSHI_TRY(wanted_in(body, "organisation"));
  const auto organisation = call.parts.directory.organisation(organisation_name);
  if (!organisation) {
    return Error{Errc::InvalidInput,
                 fmt::format("organisation: there is no \"{}\"", organisation_name)};
  }
  account.organisation = organisation->id;
  const std::string kind = text_in(body, "kind");
  if (kind == "machine") account.kind = sharing::Kind::Machine;
  if (kind == "peer") account.kind = sharing::Kind::Peer;
  account.operates = flag_in(body, "operates", false);
  account.certificate = text_in(body, "certificate");
  account.subject = text_in(body, "subject");
  account.memberships = NOROSHI_TRY(memberships_in(body, call));
  account = NOROSHI_TRY(call.parts.directory.add(std::move(account), text_in(body, "password")));
  NOROSHI_CHECK(call.record("user.add", account.name, "done"));
  return json_answer(account_json(account, call.parts.directory), 201);
}

Result<http::Response> change_account(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  const Json body = NOROSHI_TRY(call.body());
  auto account = call.parts.directory.account(call.named[0]);
  if (!account) return Error{Errc::NotFound, "there is no such account"};
  account->active = flag_in(body, "active", account->active);
  account->operates = flag_in(body, "operates", account->operates);
  if (body.contains("certificate")) account->certificate = text_in(body, "certificate");
  if (body.contains("subject")) account->subject = text_in(body, "subject");
  if (body.contains("memberships")) {
    account->memberships = NOROSHI_TRY(memberships_in(body, call));
  }
  NOROSHI_CHECK(call.parts.directory.change(*account));
  if (const auto password = text_in(body, "password"); !password.empty()) {
    NOROSHI_CHECK(call.parts.directory.set_password(account->id, password));
  }
  call.gate.forget(account->id);
  NOROSHI_CHECK(call.record("user.change", account->name, "done"));
  return json_answer(account_json(*account, call.parts.directory));
}

}  // namespace

std::vector<Route> account_routes(const Further& further) {
  return {{"GET", "/me", [further](const Call& call) { return myself(call, further); }},
          {"GET", "/keys", keys},
          {"POST", "/keys", make_key},
          {"DELETE", "/keys/{id}", revoke_key},
          {"GET", "/organisations", organisations},
          {"GET", "/communities", communities},
          {"GET", "/accounts", accounts},
          {"POST", "/accounts", add_account},
          {"PATCH", "/accounts/{name}", change_account}};
}

}  // namespace noroshi::hub
