// The reading half, quick: what to_json writes, its members in any order, read once from front to
// back.  Whatever else a line may hold (members of a later version, twice the same one, a number
// in another form, a mistake) is left to the patient reader, whose answer it is then.
#include <array>
#include <cmath>

#include "model/infected_host_patient.hpp"
#include "model/json_fields.hpp"

namespace noroshi::model {
namespace {

// More figures behind one line of evidence than this are compared by name elsewhere.
constexpr std::size_t kMostCounts = 16;

constexpr std::array<std::pair<std::string_view, Standing>, 4> kStandings{
    {{"new", Standing::New},
     {"persistent", Standing::Persistent},
     {"returned", Standing::Returned},
     {"cleared", Standing::Cleared}}};

/// A zero with a sign is one of the other forms.
bool figure(JsonValue json, double& out) {
  return real(json, out) && !(out == 0 && std::signbit(out));
}

bool share(JsonValue json, double& out) { return figure(json, out) && out >= 0 && out <= 1; }

bool clock_error(JsonValue json, base::Micros& out) {
  constexpr double kDay = 86'400;
  double seconds = 0;
  if (!figure(json, seconds) || !(seconds >= 0 && seconds <= kDay)) return false;
  out = static_cast<base::Micros>(seconds * 1e6 + 0.5);
  return true;
}

bool protocol(JsonValue json, std::uint8_t& out) {
  std::string_view read;
  if (!text(json, read)) return false;
  const auto found = parse_protocol(read);
  if (found) out = *found;
  return found.has_value();
}

bool source_port(JsonValue json, Sighting& sighting) {
  return number(json, sighting.source_port.emplace());
}

bool counts(JsonValue json, Evidence& evidence) {
  return each_member(json, [&evidence](std::string_view key, JsonValue value) {
    auto& all = evidence.counts;
    const bool known =
        std::any_of(all.begin(), all.end(), [key](const auto& one) { return one.first == key; });
    if (known || all.size() == kMostCounts) return false;
    return figure(value, all.emplace_back(key, 0.0).second);
  });
}

bool ports(JsonValue json, InfectedHost& host) {
  return each_element(json,
                      [&host](JsonValue one) { return text(one, host.ports.emplace_back()); });
}

template <class T, std::size_t N>
bool list(JsonValue json, const std::array<Field<T>, N>& fields, std::vector<T>& out) {
  return each_element(json, [&](JsonValue one) {
    return read_nested(one, fields, out.emplace_back(), Members::Known);
  });
}

using value = JsonValue;

constexpr std::array<Field<Sighting>, 7> kSighting{{
    {"time", [](value v, Sighting& s) { return instant(v, s.time); }},
    {"clock_error", [](value v, Sighting& s) { return clock_error(v, s.clock_error); }},
    {"source", [](value v, Sighting& s) { return address(v, s.source); }},
    {"source_port", source_port, false},
    {"proto", [](value v, Sighting& s) { return protocol(v, s.protocol); }},
    {"destination", [](value v, Sighting& s) { return address(v, s.destination); }, false},
    {"destination_port", [](value v, Sighting& s) { return number(v, s.destination_port); }},
}};

constexpr std::array<Field<Evidence>, 6> kEvidence{{
    {"name", [](value v, Evidence& e) { return text(v, e.name); }},
    {"value", [](value v, Evidence& e) { return figure(v, e.value); }},
    {"unit", [](value v, Evidence& e) { return text(v, e.unit); }},
    {"weight", [](value v, Evidence& e) { return figure(v, e.weight); }},
    {"text", [](value v, Evidence& e) { return text(v, e.text); }},
    {"counts", counts, false},
}};

bool is_ours(JsonValue json, InfectedHost& /*host*/) {
  std::string_view type;
  return text(json, type) && type == "infected-host";
}

constexpr std::array<Field<InfectedHost>, 17> kHost{{
    {"type", is_ours},
    {"address", [](value v, InfectedHost& h) { return address(v, h.address); }},
    {"family", [](value v, InfectedHost& h) { return text(v, h.family); }},
    {"probability", [](value v, InfectedHost& h) { return share(v, h.probability); }},
    {"prior", [](value v, InfectedHost& h) { return figure(v, h.prior); }},
    {"standing", [](value v, InfectedHost& h) { return word(v, kStandings, h.standing); }},
    {"first_seen", [](value v, InfectedHost& h) { return instant(v, h.first_seen); }},
    {"last_seen", [](value v, InfectedHost& h) { return instant(v, h.last_seen); }},
    {"days", [](value v, InfectedHost& h) { return number(v, h.days); }},
    {"packets", [](value v, InfectedHost& h) { return number(v, h.packets); }},
    {"targets", [](value v, InfectedHost& h) { return number(v, h.targets); }},
    {"ports", ports},
    {"sightings", [](value v, InfectedHost& h) { return list(v, kSighting, h.sightings); }},
    {"evidence", [](value v, InfectedHost& h) { return list(v, kEvidence, h.evidence); }},
    {"sensor", [](value v, InfectedHost& h) { return text(v, h.sensor); }},
    {"method", [](value v, InfectedHost& h) { return text(v, h.method); }},
    {"version", [](value v, InfectedHost& h) { return text(v, h.version); }},
}};

}  // namespace

Result<InfectedHost> infected_host_from_json(std::string_view json) {
  static thread_local JsonLine line;
  Result<InfectedHost> host(tl::in_place);
  JsonObject members;
  const bool quick = line.open(json, members) == simdjson::SUCCESS &&
                     read_fields(members, kHost, *host, Members::Known).empty() && line.at_end();
  return quick ? std::move(host) : read_patiently(json);
}

}  // namespace noroshi::model
