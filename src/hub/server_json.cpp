#include "hub/server_json.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_json.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

std::string warning_list_of(const servers::Facts& facts, const archive::Archive& archive) {
  const bool v4 = facts.subject.ip.is_v4();
  const std::string address = facts.subject.ip.to_string();
  auto found = archive.warning_list_of({.kind = v4 ? "ipv4-addr" : "ipv6-addr", .value = address});
  return found.empty() ? facts.suppressed_by : found;
}

}  // namespace

std::string organisation_of(const Call& call) {
  for (const auto& one : call.parts.directory.organisations()) {
    if (one.id == call.caller.viewer.organisation) return one.uuid;
  }
  return {};
}

Json server_row_json(const ServerRow& row, Parts& parts) {
  const servers::Server& shown = row.shown;
  const servers::Facts& facts = *shown.facts;
  Json json{{"id", facts.id},
            {"server", facts.name},
            {"ip", facts.subject.ip.to_string()},
            {"port", facts.subject.port},
            {"proto", model::protocol_name(facts.subject.proto)},
            {"probability", facts.probability},
            {"score", std::round(shown.score * 10) / 10},  // it decays while one looks
            {"status", servers::name_of(shown.status)},
            {"clients", nullptr},
            {"contacts", facts.contacts},
            {"first_seen", stix::timestamp(facts.first_seen)},
            {"last_seen", stix::timestamp(facts.last_seen)},
            {"added", stix::timestamp(shown.added)},
            {"collection", parts.directory.collection_uuid(row.collection)},
            {"watched", shown.watched},
            {"sources", shown.sources}};
  if (shown.clients) json["clients"] = *shown.clients;
  if (!shown.place.country.empty()) json["country"] = shown.place.country;
  if (!shown.place.network.empty()) json["network"] = shown.place.network;
  if (!facts.reason.empty()) json["reason"] = facts.reason;
  if (!facts.reason_name.empty()) json["reason_name"] = facts.reason_name;
  const std::string list = warning_list_of(facts, parts.archive);
  if (!list.empty()) json["warning_list"] = list;
  return json;
}

Json completion_json(const servers::Completion& completion) {
  Json items = Json::array();
  for (const servers::Candidate& one : completion.candidates) {
    Json item{{"text", one.text}, {"kind", servers::name_of(one.kind)}};
    if (!one.english.empty()) item["en"] = one.english;
    if (!one.japanese.empty()) item["ja"] = one.japanese;
    items.push_back(std::move(item));
  }
  Json body{{"from", completion.from}, {"to", completion.to}, {"items", std::move(items)}};
  if (const auto& mistake = completion.mistake) {
    body["error"] = {{"from", mistake->at},
                     {"to", mistake->at + mistake->length},
                     {"en", mistake->english},
                     {"ja", mistake->japanese}};
  }
  return body;
}

}  // namespace noroshi::hub
