// Inputs, for those who run the hub: what is fetched, how often, and what came of it.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/inputs.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

Json input_json(const Input& input, base::Micros now) {
  Json json{{"name", input.name},
            {"kind", name_of(input.kind)},
            {"from", input.from},
            {"collection", input.collection},
            {"every_seconds", input.every / base::kSecond},
            {"reliability", std::string(1, input.trust.reliability)},
            {"credibility", input.trust.credibility},
            {"active", input.active},
            {"health", input.health(now)},
            {"failures", input.failures},
            {"taken", input.taken}};
  if (!input.remote.empty()) json["remote"] = input.remote;
  if (!input.seals.believed.anchors.empty()) {
    json["seals"] = {{"required", input.seals.required}};
    if (const auto& prefix = input.seals.sealed_by; !prefix.empty()) {
      json["seals"]["organization"] = prefix;
    }
    if (!input.last_seal.empty()) json["seals"]["last"] = input.last_seal;
  }
  if (!input.last_result.empty()) json["last_result"] = input.last_result;
  if (input.last_run > 0) json["last_run"] = stix::timestamp(input.last_run);
  if (input.last_success > 0) json["last_success"] = stix::timestamp(input.last_success);
  if (input.active) json["due"] = stix::timestamp(std::max(input.due(), now));
  return json;
}

Result<http::Response> inputs(const Call& call, Inputs& all) {
  NOROSHI_CHECK(call.may_operate());
  Json items = Json::array();
  for (const Input& one : NOROSHI_TRY(all.all())) {
    items.push_back(input_json(one, call.parts.clock()));
  }
  return json_answer({{"items", std::move(items)}});
}

/// A feed may take minutes, so the answer is a promise; GET /inputs says what came of it.
Result<http::Response> run_input(const Call& call, const Further& further) {
  NOROSHI_CHECK(call.may_operate());
  const auto known = NOROSHI_TRY(further.inputs->all());
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const Input& one) { return one.name == call.named[0]; });
  if (found == known.end()) {
    return Error{Errc::NotFound, fmt::format("there is no input \"{}\"", call.named[0])};
  }
  further.run_soon(found->name);
  NOROSHI_CHECK(call.record("input.run", found->name, "asked for"));
  return json_answer(input_json(*found, call.parts.clock()), 202);
}

}  // namespace

std::vector<Route> input_routes(const Further& further) {
  if (further.inputs == nullptr || !further.run_soon) return {};
  return {
      {"GET", "/inputs", [all = further.inputs](const Call& call) { return inputs(call, *all); }},
      {"POST", "/inputs/{name}/run",
       [further](const Call& call) { return run_input(call, further); }}};
}

}  // namespace noroshi::hub
