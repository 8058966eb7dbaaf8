#include <nlohmann/json.hpp>

#include "train/score/scorecard.hpp"

namespace noroshi::score {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(std::optional<double> figure) { return figure ? Json(*figure) : Json(nullptr); }

Json json_of(const model::Endpoint& endpoint) {
  return {{"ip", endpoint.ip.to_string()},
          {"port", endpoint.port},
          {"proto", model::protocol_name(endpoint.proto)}};
}

Json json_of(const ServerResult& result) {
  Json json = json_of(result.server.endpoint);
  if (!result.server.family.empty()) json["family"] = result.server.family;
  json["rank"] = result.rank > 0 ? Json(result.rank) : Json(nullptr);
  json["probability"] = result.probability;
  json["reported"] = result.reported;
  if (result.server.flows) json["flows"] = *result.server.flows;
  return json;
}

Json json_of(const FalseReport& report) {
  Json json = json_of(report.endpoint);
  json["rank"] = report.rank;
  json["probability"] = report.probability;
  return json;
}

Json json_of(const Cut& cut) {
  return {{"k", cut.k},
          {"considered", cut.considered},
          {"hits", cut.hits},
          {"precision", json_of(cut.precision())}};
}

template <class Row>
Json array_of(const std::vector<Row>& rows) {
  Json array = Json::array();
  for (const Row& row : rows) array.push_back(json_of(row));
  return array;
}

Json endpoints_of(const std::vector<ServerResult>& servers) {
  Json array = Json::array();
  for (const ServerResult& result : servers) array.push_back(json_of(result.server.endpoint));
  return array;
}

}  // namespace

std::string to_json(const Scorecard& card) {
  const Json json = {{"file", card.file},
                     {"kind", card.kind},
                     {"family", card.family},
                     {"threshold", card.threshold},
                     {"candidates", card.candidates},
                     {"neutral", card.neutral},
                     {"true_servers", card.servers.size()},
                     {"found", card.found()},
                     {"reported", card.reported()},
                     {"precision", json_of(card.precision())},
                     {"recall", json_of(card.recall())},
                     {"average_precision", json_of(card.average_precision)},
                     {"precision_at", array_of(card.cuts)},
                     {"hosts", card.hosts},
                     {"duration_s", base::seconds(card.duration)},
                     {"false_reports_per_host_day", json_of(card.false_reports_per_host_day())},
                     {"servers", array_of(card.servers)},
                     {"missed", endpoints_of(card.missed())},
                     {"false_reports", array_of(card.false_reports)}};
  return json.dump();
}

}  // namespace noroshi::score
