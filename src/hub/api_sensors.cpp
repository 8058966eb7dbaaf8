// Sensors: the collector, its exporters, the watch and what the hub fetches, in one list.
//
// For those who run the hub, and for the organisation whose sensors they are; what is fetched is
// the hub's own, and shown to those who run it.
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/flow_json.hpp"
#include "hub/inputs.hpp"

namespace noroshi::hub {
namespace {

// The words of an input's health in those of sensors.
std::string_view health_of(const Input& input, base::Micros now) {
  const auto health = input.health(now);
  if (health == "off") return "stopped";
  return health == "failing" ? "silent" : health;
}

Sensor sensor_of(const Input& input, base::Micros now) {
  Sensor sensor{.name = input.name, .kind = "input", .health = std::string(health_of(input, now))};
  sensor.last_seen = input.last_success;
  sensor.detail = input.last_result.empty() ? "it has not run yet" : input.last_result;
  sensor.protocols = {std::string(name_of(input.kind))};
  return sensor;
}

Result<http::Response> sensors(const Call& call, Inputs* inputs) {
  const bool operates = call.may_operate().has_value();
  const bool asks = call.asks_flows();
  if (!operates && !asks) {
    NOROSHI_CHECK(call.may_operate());  // says why
  }
  Json items = Json::array();
  if (call.parts.flows.desk) {
    for (const Sensor& one : call.parts.flows.desk->sensors()) items.push_back(sensor_json(one));
  }
  if (operates && inputs != nullptr) {
    for (const Input& one : NOROSHI_TRY(inputs->all())) {
      items.push_back(sensor_json(sensor_of(one, call.parts.clock())));
    }
  }
  return json_answer({{"items", std::move(items)}});
}

}  // namespace

std::vector<Route> sensor_routes(const Further& further) {
  return {{"GET", "/sensors",
           [inputs = further.inputs](const Call& call) { return sensors(call, inputs); }}};
}

}  // namespace noroshi::hub
