// Remote seals, for the people of the organisation whose keys they are: what waits, what was used.
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/seals/desk.hpp"
#include "intel/stix/object.hpp"
#include "trust/pki/corporate_number.hpp"

namespace noroshi::hub {
namespace {

Error no_seals() {
  return Error{Errc::NotFound, "this hub keeps no seal keys: see [seals] of hub.toml"};
}

seals::Asker asker(const Call& call) { return {*call.caller.account, call.caller.peer}; }

Status signed_in(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  return {};
}

std::string key_text(const pki::Certificate& certificate) {
  constexpr std::array<std::string_view, 7> kNames{"RSA",     "RSA-PSS", "DSA",  "EC",
                                                   "Ed25519", "Ed448",   "other"};
  return fmt::format("{} {}", kNames.at(static_cast<std::size_t>(certificate.key_kind())),
                     certificate.key_bits());
}

/// When a key was made, who vouches for it, and what it may be used for.
Json credential_json(const seals::Credential& one) {
  const auto& certificate = one.signer->certificate();
  Json json{{"id", one.id},
            {"enabled", one.enabled},
            {"alone", one.alone},
            {"quorum", one.quorum},
            {"most", one.most},
            {"users", one.users},
            {"approvers", one.approvers},
            {"subject", certificate.subject().text()},
            {"issuer", certificate.issuer().text()},
            {"serial", certificate.serial_hex()},
            {"from", stix::timestamp(certificate.not_before())},
            {"until", stix::timestamp(certificate.not_after())},
            {"key", key_text(certificate)}};
  if (!one.description.empty()) json["description"] = one.description;
  const auto organization = certificate.organization_identifier();
  if (!organization) return json;
  json["organizationIdentifier"] = *organization;
  const auto number = pki::corporate_number_in(*organization, "NTRJP-");
  if (number && !pki::corporate_number_flaw(*number)) json["corporateNumber"] = *number;
  return json;
}

Json request_json(const seals::Request& request, const directory::Account& reader,
                  const seals::Desk& desk) {
  return {{"handle", request.handle},
          {"credential", request.credential},
          {"account", request.account},
          {"signatures", request.count},
          {"hashAlgorithm", request.digest},
          {"hashes", request.hashes},
          {"description", request.description},
          {"created", stix::timestamp(request.created)},
          {"expires", stix::timestamp(request.expires)},
          {"approvals", request.approvals},
          {"quorum", desk.quorum_of(request).value_or(1)},
          {"own", request.account == reader.name},
          {"can", desk.may_approve(reader, request)}};
}

Json use_json(const seals::Use& use) {
  return {{"number", use.number},
          {"at", stix::timestamp(use.at)},
          {"credential", use.credential},
          {"account", use.account},
          {"peer", use.peer},
          {"handle", use.handle},
          {"signatures", use.signatures},
          {"hashes", use.hashes},
          {"approvals", use.approvals}};
}

Result<http::Response> credentials(const Call& call, seals::Desk& desk) {
  Json items = Json::array();
  for (const auto* one : desk.credentials_of(*call.caller.account)) {
    items.push_back(credential_json(*one));
  }
  return json_answer({{"items", std::move(items)}});
}

Result<http::Response> waiting(const Call& call, seals::Desk& desk) {
  Json items = Json::array();
  for (const auto& one : NOROSHI_TRY(desk.waiting(*call.caller.account))) {
    items.push_back(request_json(one, *call.caller.account, desk));
  }
  return json_answer({{"items", std::move(items)}});
}

Result<http::Response> approve(const Call& call, seals::Desk& desk) {
  NOROSHI_CHECK(call.may_write());
  NOROSHI_CHECK(desk.approve(asker(call), call.named.front()));
  return no_content();
}

Result<http::Response> refuse(const Call& call, seals::Desk& desk) {
  NOROSHI_CHECK(call.may_write());
  NOROSHI_CHECK(desk.refuse(asker(call), call.named.front()));
  return no_content();
}

Result<http::Response> uses(const Call& call, seals::Desk& desk) {
  const auto limit = NOROSHI_TRY(call.limit());
  const auto before = whole_number(call.query.value("cursor").value_or("0"));
  if (!before) return Error{Errc::InvalidInput, "cursor: the number of a use is asked for"};
  const auto found = NOROSHI_TRY(desk.uses(*call.caller.account, *before, limit));
  Json items = Json::array();
  for (const auto& one : found) items.push_back(use_json(one));
  Json body{{"items", std::move(items)}};
  if (found.size() == limit) body["next"] = std::to_string(found.back().number);
  return json_answer(body);
}

/// Routes are there whether or not seals are: the answer says which.
ApiHandler with_desk(seals::Desk* desk,
                     Result<http::Response> (*answer)(const Call&, seals::Desk&)) {
  return [desk, answer](const Call& call) -> Result<http::Response> {
    NOROSHI_CHECK(signed_in(call));
    if (desk == nullptr) return no_seals();
    return answer(call, *desk);
  };
}

}  // namespace

std::vector<Route> seal_routes(const Further& further) {
  return {{"GET", "/seals/credentials", with_desk(further.seals, credentials)},
          {"GET", "/seals/requests", with_desk(further.seals, waiting)},
          {"POST", "/seals/requests/{handle}/approve", with_desk(further.seals, approve)},
          {"POST", "/seals/requests/{handle}/refuse", with_desk(further.seals, refuse)},
          {"GET", "/seals/uses", with_desk(further.seals, uses)}};
}

}  // namespace noroshi::hub
