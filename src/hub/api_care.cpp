// Care of a hub, for those who run it: what is kept and how much, and what is wrong.
//
// Both may look through the whole base, so each is done by one caller at a time: who comes in
// between is told to wait.
#include <chrono>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/doctor.hpp"
#include "hub/storage.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::chrono::seconds kLongestCheck{20};  // then what is left is left to the command
constexpr base::Micros kSizesHold = base::kMinute;

http::Response busy() {
  http::Response answer = problem(429, "Too many requests", "this is being looked into already");
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}

struct Care {
  std::mutex storage, doctor;
  std::vector<TableSize> sizes{};  // guarded by `storage`
  base::Micros measured = 0;       // likewise
};

Json table_json(const TableSize& one) {
  Json json{{"store", "hub"}, {"table", one.table}, {"octets", one.octets}};
  if (one.rows) json["rows"] = *one.rows;
  if (one.oldest) json["oldest"] = stix::timestamp(*one.oldest);
  if (one.newest) json["newest"] = stix::timestamp(*one.newest);
  return json;
}

Json table_json(const FlowTable& one) {
  Json json{{"store", "flows"}, {"table", one.name}, {"rows", one.rows}, {"octets", one.octets}};
  if (one.oldest > 0) json["oldest"] = stix::timestamp(one.oldest);
  if (one.newest > 0) json["newest"] = stix::timestamp(one.newest);
  if (one.retention > 0) json["retention_seconds"] = one.retention / base::kSecond;
  return json;
}

/// A flow store that does not answer leaves the hub's own tables to be looked at.
void add_flow_tables(Json& items, const Call& call, const Further& further) {
  if (!call.parts.flows.desk) return;
  const auto tables = call.parts.flows.desk->tables();
  if (!tables && further.log) further.log("the flow store: " + tables.error().message);
  if (!tables) return;
  for (const FlowTable& one : *tables) items.push_back(table_json(one));
}

Result<http::Response> storage(const Call& call, Care& care, const Further& further) {
  NOROSHI_CHECK(call.may_operate());
  const std::unique_lock lock(care.storage, std::try_to_lock);
  if (!lock) return busy();
  const base::Micros now = call.parts.clock();
  if (care.sizes.empty() || now - care.measured > kSizesHold) {
    care.sizes = NOROSHI_TRY(table_sizes(call.parts.database));
    care.measured = now;
  }
  Json items = Json::array();
  for (const TableSize& one : care.sizes) items.push_back(table_json(one));
  add_flow_tables(items, call, further);
  Json body{{"items", std::move(items)}};
  if (const auto disk = disk_space(further.files.folder())) {
    body["disk"] = {{"free", disk->free}, {"size", disk->size}};
  }
  return json_answer(body);
}

std::vector<Check> checks_of(const Call& call, const Further& further) {
  const base::Micros now = call.parts.clock();
  std::vector<Check> all;
  const auto take = [&all](std::vector<Check> some) {
    for (Check& one : some) all.push_back(std::move(one));
  };
  all.push_back(check_disk(further.files.folder()));
  if (!further.files.key.empty()) all.push_back(check_secret(further.files.key));
  if (!further.files.certificate.empty()) {
    all.push_back(check_certificate(further.files.certificate, now));
  }
  all.push_back(check_base(call.parts.database));
  const auto end = std::chrono::steady_clock::now() + kLongestCheck;
  take(check_archive(call.parts.archive, [end] { return std::chrono::steady_clock::now() < end; }));
  all.push_back(check_trail(call.parts.trail));
  if (further.trail_log != nullptr) {
    all.push_back(check_log(further.trail_log->settings(), call.parts.trail));
  }
  if (further.inputs != nullptr) take(check_inputs(*further.inputs, now));
  all.push_back(check_clock(call.parts.trail, now));
  return all;
}

Result<http::Response> doctor(const Call& call, Care& care, const Further& further) {
  NOROSHI_CHECK(call.may_operate());
  const std::unique_lock lock(care.doctor, std::try_to_lock);
  if (!lock) return busy();
  bool well = true;
  Json checks = Json::array();
  for (const Check& one : checks_of(call, further)) {
    well = well && one.well;
    checks.push_back(
        {{"name", one.name}, {"well", one.well}, {"en", one.english}, {"ja", one.japanese}});
  }
  return json_answer({{"well", well}, {"checks", std::move(checks)}});
}

}  // namespace

std::vector<Route> care_routes(const Further& further) {
  const auto care = std::make_shared<Care>();
  return {{"GET", "/storage",
           [care, further](const Call& call) { return storage(call, *care, further); }},
          {"GET", "/doctor",
           [care, further](const Call& call) { return doctor(call, *care, further); }}};
}

}  // namespace noroshi::hub
