#include "hub/flow_json.hpp"

#include <nlohmann/json.hpp>

#include "base/utf16.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json key_json(const FlowKey& key, const Known& known) {
  Json json{{"text", key.text}};
  if (!key.filter.empty()) json["filter"] = key.filter;
  const auto server = known(key);
  if (!server.indicator.empty()) json["server"] = server.indicator;
  if (!server.country.empty()) json["country"] = server.country;
  return json;
}

Json sums_json(const FlowSums& sums) {
  return {{"flows", sums.flows}, {"packets", sums.packets}, {"octets", sums.octets}};
}

void add_kept(Json& json, const FlowSpan& span) {
  json["kept_from"] = stix::timestamp(span.kept_from);
  json["kept_to"] = stix::timestamp(span.kept_to);
}

Json figures_json(const SeriesAnswer::Figures& figures) {
  Json list = Json::array();
  for (const auto& one : figures) list.push_back(or_null(one));
  return list;
}

Json point_json(const StoryAnswer::Point& point) {
  Json json{{"at", stix::timestamp(point.at)},
            {"contacts", or_null(point.contacts)},
            {"sent", or_null(point.sent)},
            {"received", or_null(point.received)},
            {"clients", or_null(point.clients)}};
  if (point.exposure) json["exposure"] = *point.exposure;
  return json;
}

}  // namespace

Json top_json(const TopAnswer& answer, const TopQuestion& question, const Known& known) {
  Json items = Json::array();
  for (const auto& row : answer.rows) {
    Json item{{"key", key_json(row.key, known)}};
    item.update(sums_json(row.sums));
    if (row.counts_clients) item["clients"] = or_null(row.clients);
    items.push_back(std::move(item));
  }
  return {{"from", stix::timestamp(answer.span.from)},
          {"to", stix::timestamp(answer.span.to)},
          {"by", question.by},
          {"order", question.order},
          {"items", std::move(items)},
          {"totals", sums_json(answer.totals)}};
}

Json series_json(const SeriesAnswer& answer, const Known& known) {
  Json lines = Json::array();
  for (const auto& line : answer.lines) {
    Json one = Json::object();
    if (line.key) one["key"] = key_json(*line.key, known);
    one["flows"] = figures_json(line.flows);
    one["packets"] = figures_json(line.packets);
    one["octets"] = figures_json(line.octets);
    lines.push_back(std::move(one));
  }
  Json json{{"from", stix::timestamp(answer.span.from)}, {"to", stix::timestamp(answer.span.to)}};
  add_kept(json, answer.span);
  json["bucket_seconds"] = answer.bucket / base::kSecond;
  json["lines"] = std::move(lines);
  return json;
}

Json story_json(const StoryAnswer& answer, double period_s) {
  Json points = Json::array();
  for (const auto& point : answer.points) points.push_back(point_json(point));
  Json intervals = Json::array();
  for (const auto& bin : answer.intervals) {
    intervals.push_back(
        {{"low_seconds", bin.low_s}, {"high_seconds", bin.high_s}, {"count", bin.count}});
  }
  Json json{{"from", stix::timestamp(answer.span.from)}, {"to", stix::timestamp(answer.span.to)}};
  add_kept(json, answer.span);
  json["bucket_seconds"] = answer.bucket / base::kSecond;
  json["points"] = std::move(points);
  json["intervals"] = std::move(intervals);
  if (period_s > 0) json["period_seconds"] = period_s;
  return json;
}

Json life_json(const LifeTold& told, const model::Endpoint& server) {
  const Json whole = Json::parse(told.json, nullptr, false);
  Json json = Json::object();
  for (const char* name :
       {"from", "to", "exposure", "clients_compared", "campaigns", "half_life"}) {
    if (whole.is_object() && whole.contains(name)) json[name] = whole[name];
  }
  const std::string name = model::to_string(server);
  for (const Json& one : whole.value("servers", Json::array())) {
    if (one.value("server", "") == name) json["server"] = one;
  }
  if (json.contains("server")) {
    Json exposures = Json::array();
    for (const auto& one : told.exposures) exposures.push_back(or_null(one));
    json["exposures"] = std::move(exposures);
  }
  return json;
}

Json completion_json(const FlowCompletion& completion, std::string_view text) {
  const auto units = [&](std::size_t octets) { return base::utf16_units(text.substr(0, octets)); };
  Json items = Json::array();
  for (const auto& one : completion.items) {
    Json item{{"text", one.text}, {"kind", one.kind}};
    if (!one.en.empty()) item["en"] = one.en;
    if (!one.ja.empty()) item["ja"] = one.ja;
    items.push_back(std::move(item));
  }
  Json json{
      {"from", units(completion.from)}, {"to", units(completion.to)}, {"items", std::move(items)}};
  if (const auto& flaw = completion.flaw) {
    json["error"] = {
        {"from", units(flaw->from)}, {"to", units(flaw->to)}, {"en", flaw->en}, {"ja", flaw->ja}};
  }
  return json;
}

Json sensor_json(const Sensor& sensor) {
  Json json{{"name", sensor.name}, {"kind", sensor.kind}, {"health", sensor.health}};
  if (sensor.last_seen > 0) json["last_seen"] = stix::timestamp(sensor.last_seen);
  if (sensor.records_per_second) json["records_per_second"] = *sensor.records_per_second;
  if (sensor.lost_share) json["lost_share"] = *sensor.lost_share;
  if (!sensor.detail.empty()) json["detail"] = sensor.detail;
  if (!sensor.protocols.empty()) json["protocols"] = sensor.protocols;
  return json;
}

}  // namespace noroshi::hub
