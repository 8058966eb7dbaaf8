#include "train/traffic/truth.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "train/traffic/address_plan.hpp"

namespace noroshi::traffic {
namespace {

using Json = nlohmann::ordered_json;

Json endpoint_json(const model::Endpoint& endpoint) {
  Json json;
  json["ip"] = endpoint.ip.to_string();
  json["port"] = endpoint.port;
  json["proto"] = model::protocol_name(endpoint.proto);
  return json;
}

Json endpoint_json(const TruthEndpoint& entry) {
  Json json = endpoint_json(entry.endpoint);
  json["kind"] = entry.kind;
  if (!entry.family.empty()) json["family"] = entry.family;
  if (entry.kind == "graft-other") return json;  // not counted one by one
  json["clients"] = entry.clients;
  json["flows"] = entry.records;
  if (entry.records == 0) return json;
  json["first_seen"] = base::to_rfc3339(entry.first_seen);
  json["last_seen"] = base::to_rfc3339(entry.last_seen);
  return json;
}

Json endpoints_json(const std::vector<TruthEndpoint>& entries) {
  Json json = Json::array();
  for (const TruthEndpoint& entry : entries) json.push_back(endpoint_json(entry));
  return json;
}

Json attack_json(const Attack& attack) {
  return {{"commanded", base::to_rfc3339(attack.commanded)},
          {"family", attack.family},
          {"c2", endpoint_json(attack.c2)},
          {"victim", endpoint_json(attack.victim)},
          {"bots", attack.bots}};
}

Json botnet_json(const BotnetSpec& spec) {
  const FamilyEntry& entry = entry_of(spec.family);
  Json json{{"family", entry.name}, {"bots", spec.bots == 0 ? entry.bots : spec.bots}};
  if (spec.servers != 0) json["servers"] = spec.servers;
  if (spec.period != 0) json["period_s"] = base::seconds(spec.period);
  if (spec.jitter >= 0) json["jitter"] = spec.jitter;
  if (spec.rotation != 0) json["rotation_s"] = base::seconds(spec.rotation);
  if (spec.shared_host) json["shared_host"] = true;
  return json;
}

Json exporter_json(const Export& exporter) {
  if (!exporter.router) return {{"router", false}, {"biflow", exporter.biflow}};
  return {{"router", true},
          {"active_timeout_s", base::seconds(exporter.active_timeout)},
          {"inactive_timeout_s", base::seconds(exporter.inactive_timeout)},
          {"biflow", exporter.biflow}};
}

Json parameters_json(const Scenario& s) {
  Json json{{"start", base::to_rfc3339(s.start)},
            {"duration_s", base::seconds(s.duration)},
            {"utc_offset_s", base::seconds(s.utc_offset)},
            {"subscribers", s.subscribers},
            {"sites", s.sites},
            {"activity", s.activity},
            {"background", s.background},
            {"ipv6_share", s.ipv6_share},
            {"p2p_share", s.p2p_share},
            {"scan_per_day", s.scan_per_day},
            {"floods_per_day", s.floods_per_day},
            {"attacks_per_day", s.attacks_per_day},
            {"spread_midpoint_s", base::seconds(s.spread_midpoint)},
            {"spread_hours", s.spread_hours},
            {"sampling", s.sampling},
            {"exporter", exporter_json(s.exporter)}};
  json["botnets"] = Json::array();
  for (const BotnetSpec& spec : s.botnets) json["botnets"].push_back(botnet_json(spec));
  json["grafts"] = Json::array();
  for (const Graft& graft : s.grafts) {
    json["grafts"].push_back({{"capture", graft.name}, {"clients", graft.clients}});
  }
  return json;
}

// One name for the whole: the family, or all of them.
std::string family_of(const Truth& truth) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const TruthEndpoint& entry : truth.c2) add(entry.family);
  for (const TruthEndpoint& entry : truth.others) add(entry.family);
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

// A data set whose botnets have no server of their own must not count as one that hides a C2.
std::string kind_of(const Truth& truth) {
  if (!truth.c2.empty()) return "c2";
  for (const TruthEndpoint& entry : truth.others) {
    if (entry.kind == "c2-fronted" || entry.kind == "c2-p2p") return entry.kind;
  }
  return truth.infected.empty() ? "benign" : "no-c2";
}

Json extensions_json(const Truth& truth, Json json) {
  json["synthetic"] = true;
  json["seed"] = truth.scenario.seed;
  json["hosts"] = truth.scenario.subscribers;
  json["duration_s"] = base::seconds(truth.scenario.duration);
  json["records"] = truth.records;
  json["attacks"] = Json::array();
  for (const Attack& attack : truth.attacks) json["attacks"].push_back(attack_json(attack));
  json["cdn_prefixes"] = Json::array();
  for (const net::Prefix& prefix : AddressPlan::cdn_prefixes()) {
    json["cdn_prefixes"].push_back(prefix.to_string());
  }
  json["parameters"] = parameters_json(truth.scenario);
  return json;
}

Error malformed(std::string_view what) {
  return {Errc::InvalidInput, fmt::format("truth file: {}; see docs/formats/truth.md", what)};
}

bool names_file(const nlohmann::json& entry, std::string_view name) {
  const std::string file = entry.value("file", "");
  return file == name || (file.size() > name.size() && file.ends_with(name) &&
                          file[file.size() - name.size() - 1] == '/');
}

Result<model::Endpoint> read_endpoint(const nlohmann::json& json) {
  const auto ip = json.value("ip", "");
  const auto port = json.value("port", std::uint64_t{0});
  if (port == 0 || port > 65'535) return malformed("a C2 endpoint without a port from 1 to 65535");
  const auto address = NOROSHI_TRY(net::Address::parse(ip).within("truth file"));
  const auto proto =
      NOROSHI_TRY(model::parse_protocol(json.value("proto", "tcp")).within("truth file"));
  return model::Endpoint{address, static_cast<std::uint16_t>(port), proto};
}

Result<CaptureKey> read_entry(const nlohmann::json& entry) {
  CaptureKey key;
  key.family = entry.value("family", "");
  for (const auto& host : entry.value("infected", nlohmann::json::array())) {
    if (!host.is_string()) return malformed("an infected host that is no text");
    key.infected.push_back(host.get<std::string>());
  }
  for (const auto& endpoint : entry.value("c2", nlohmann::json::array())) {
    if (!endpoint.is_object()) return malformed("a C2 endpoint that is no object");
    key.c2.push_back(NOROSHI_TRY(read_endpoint(endpoint)));
  }
  return key;
}

}  // namespace

std::string truth_json(const Truth& truth) {
  Json json;
  json["file"] = truth.file;
  json["format"] = truth.format;
  json["kind"] = kind_of(truth);
  json["family"] = family_of(truth);
  json["infected"] = Json::array();
  for (const net::Address& host : truth.infected) json["infected"].push_back(host.to_string());
  json["c2"] = endpoints_json(truth.c2);
  json["label_column"] = nullptr;
  json["counts"] = truth.counts;
  json["notes"] = fmt::format("{}", fmt::join(truth.notes, " "));
  json["other_endpoints"] = endpoints_json(truth.others);
  return Json::array({extensions_json(truth, std::move(json))}).dump(1) + '\n';
}

Result<CaptureKey> capture_key(std::string_view text, std::string_view name) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return malformed("it is no JSON array");
  try {  // `value` throws where a member has another type
    for (const auto& entry : json) {
      if (entry.is_object() && names_file(entry, name)) return read_entry(entry);
    }
  } catch (const nlohmann::json::exception& error) {
    return malformed(error.what());
  }
  return Error{Errc::NotFound, fmt::format("truth file: no entry for \"{}\"", name)};
}

}  // namespace noroshi::traffic
