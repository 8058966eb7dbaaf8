#include "model/infected_host_patient.hpp"

#include <algorithm>
#include <array>

#include "model/json_members.hpp"

namespace noroshi::model {
namespace {

constexpr std::array kStandings{Standing::New, Standing::Persistent, Standing::Returned,
                                Standing::Cleared};

Standing standing_of(const std::string& text) {
  const auto* found = std::find_if(kStandings.begin(), kStandings.end(),
                                   [&](Standing one) { return to_string(one) == text; });
  if (found == kStandings.end()) {
    throw Malformed{"member 'standing' is not new, persistent, returned or cleared"};
  }
  return *found;
}

net::Address address_of(const Json& object, const char* name) {
  return must(
      net::Address::parse(get<std::string>(object, name)).within(fmt::format("member '{}'", name)));
}

// Seconds on the wire; a clock that is off by more than a year is no clock.
base::Micros clock_error_of(const Json& object) {
  constexpr double kYear = 366.0 * 86'400;
  const auto error = get<double>(object, "clock_error");
  if (!(error >= 0 && error <= kYear)) {
    throw Malformed{"member 'clock_error' is not in 0–31622400 s"};
  }
  return static_cast<base::Micros>(error * 1e6 + 0.5);
}

Sighting sighting_of(const Json& object) {
  Sighting sighting{.time = instant(object, "time"),
                    .clock_error = clock_error_of(object),
                    .source = address_of(object, "source"),
                    .source_port = {},
                    .protocol = must(parse_protocol(get<std::string>(object, "proto"))),
                    .destination = {},
                    .destination_port = count<std::uint16_t>(object, "destination_port")};
  if (object.contains("source_port")) {
    sighting.source_port = count<std::uint16_t>(object, "source_port");
  }
  if (object.contains("destination")) sighting.destination = address_of(object, "destination");
  return sighting;
}

const Json& array(const Json& object, const char* name) {
  const Json& found = member(object, name);
  if (!found.is_array()) throw Malformed{fmt::format("member '{}' is no array", name)};
  return found;
}

std::vector<std::string> texts(const Json& object, const char* name) {
  std::vector<std::string> all;
  for (const Json& one : array(object, name)) {
    if (!one.is_string()) throw Malformed{fmt::format("member '{}' holds no text", name)};
    all.push_back(one.get<std::string>());
  }
  return all;
}

InfectedHost host_of(const Json& json) {
  InfectedHost host{.address = address_of(json, "address"),
                    .family = get<std::string>(json, "family"),
                    .probability = share(json, "probability"),
                    .prior = get<double>(json, "prior"),
                    .evidence = evidence_of(json),
                    .standing = standing_of(get<std::string>(json, "standing")),
                    .first_seen = instant(json, "first_seen"),
                    .last_seen = instant(json, "last_seen"),
                    .days = count<std::uint32_t>(json, "days"),
                    .packets = count<std::uint64_t>(json, "packets"),
                    .targets = count<std::uint64_t>(json, "targets"),
                    .ports = texts(json, "ports"),
                    .sightings = {},
                    .sensor = get<std::string>(json, "sensor"),
                    .method = get<std::string>(json, "method"),
                    .version = get<std::string>(json, "version")};
  for (const Json& one : array(json, "sightings")) host.sightings.push_back(sighting_of(one));
  return host;
}

}  // namespace

Result<InfectedHost> read_patiently(std::string_view json) {
  return read_json("infected host", json, host_of);
}

}  // namespace noroshi::model
