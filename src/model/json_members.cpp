#include "model/json_members.hpp"

#include <charconv>
#include <cmath>

namespace noroshi::model {
namespace {

Json json_of(const Evidence& evidence) {
  Json counts = Json::object();
  for (const auto& [name, value] : evidence.counts) counts[name] = rounded(value);
  return {{"name", evidence.name}, {"value", rounded(evidence.value)},
          {"unit", evidence.unit}, {"weight", rounded(evidence.weight)},
          {"text", evidence.text}, {"counts", std::move(counts)}};
}

Evidence one_evidence(const Json& object) {
  Evidence evidence{.name = get<std::string>(object, "name"),
                    .value = get<double>(object, "value"),
                    .unit = get<std::string>(object, "unit"),
                    .weight = get<double>(object, "weight"),
                    .text = get<std::string>(object, "text"),
                    .counts = {}};
  if (const auto counts = object.find("counts"); counts != object.end() && counts->is_object()) {
    for (const auto& [name, value] : counts->items()) {
      if (value.is_number()) evidence.counts.emplace_back(name, value.get<double>());
    }
  }
  return evidence;
}

}  // namespace

double rounded(double value) {
  if (!std::isfinite(value)) return 0.0;
  // Not std::stod, which throws at numbers below 2^-1022; chances are that small.
  const std::string text = fmt::format("{:.6g}", value);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

const Json& member(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) throw Malformed{fmt::format("member '{}' is missing", name)};
  return *found;
}

base::Micros instant(const Json& object, const char* name) {
  const auto found = base::parse_rfc3339(get<std::string>(object, name));
  if (!found) throw Malformed{fmt::format("member '{}' is no RFC 3339 time", name)};
  return *found;
}

double share(const Json& object, const char* name) {
  const auto found = get<double>(object, name);
  if (!(found >= 0 && found <= 1)) {
    throw Malformed{fmt::format("member '{}' is not in 0–1", name)};
  }
  return found;
}

Json json_of(const std::vector<Evidence>& evidence) {
  Json array = Json::array();
  for (const Evidence& one : evidence) array.push_back(json_of(one));
  return array;
}

std::vector<Evidence> evidence_of(const Json& object) {
  const Json& array = member(object, "evidence");
  if (!array.is_array()) throw Malformed{"member 'evidence' is no array"};
  std::vector<Evidence> evidence;
  for (const Json& one : array) evidence.push_back(one_evidence(one));
  return evidence;
}

}  // namespace noroshi::model
