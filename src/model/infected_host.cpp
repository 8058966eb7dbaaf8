// The writing half.  By hand, since an institute writes and hashes a hundred thousand of these at
// a time; octet for octet what nlohmann's library would write (infected_host_test.cpp compares
// them), since evidence is known by its hash.
#include "model/infected_host.hpp"

#include <algorithm>
#include <cmath>

#include "model/json_members.hpp"
#include "model/json_writer.hpp"

namespace noroshi::model {
namespace {

bool needs_care(char c) { return c < 0x20 || c > 0x7E || c == '"' || c == '\\'; }

// A sensor's name may come from anywhere: octets that are no UTF-8 become U+FFFD.
void write_text(std::string& out, std::string_view text) {
  if (std::any_of(text.begin(), text.end(), needs_care)) {
    out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void write_figure(std::string& out, double value) {
  constexpr double kShortWhole = 1e6;  // six digits, which rounding leaves as they are
  const bool whole = value == std::trunc(value) && std::abs(value) < kShortWhole;
  if (!whole || std::signbit(value)) {
    out += Json(rounded(value)).dump();
    return;
  }
  const fmt::format_int digits(static_cast<std::uint64_t>(value));
  out.append(digits.data(), digits.size());
  out += ".0";
}

void text(JsonWriter& object, std::string_view name, std::string_view value) {
  object.key(name);
  write_text(object.out(), value);
}

void figure(JsonWriter& object, std::string_view name, double value) {
  object.key(name);
  write_figure(object.out(), value);
}

/// "[" and what `write_one` makes of each, parted by commas, "]".
template <class List, class WriteOne>
void list(JsonWriter& object, std::string_view name, const List& all, WriteOne write_one) {
  object.key(name);
  std::string& out = object.out();
  out += '[';
  for (const auto& one : all) {
    if (&one != &all.front()) out += ',';
    write_one(out, one);
  }
  out += ']';
}

void write_sighting(std::string& out, const Sighting& sighting) {
  JsonWriter object(out);
  object.instant("time", sighting.time);
  figure(object, "clock_error", base::seconds(sighting.clock_error));
  object.address("source", sighting.source);
  if (sighting.source_port) object.number("source_port", *sighting.source_port);
  object.plain("proto", protocol_name(sighting.protocol));
  if (sighting.destination != net::Address()) object.address("destination", sighting.destination);
  object.number("destination_port", sighting.destination_port);
  object.close();
}

bool names_differ(const std::vector<std::pair<std::string, double>>& counts) {
  for (auto one = counts.begin(); one != counts.end(); ++one) {
    const auto same = [&](const auto& other) { return other.first == one->first; };
    if (std::any_of(counts.begin(), one, same)) return false;
  }
  return true;
}

void write_counts(JsonWriter& evidence, const Evidence& one) {
  constexpr std::size_t kFew = 16;
  evidence.key("counts");
  std::string& out = evidence.out();
  if (one.counts.size() > kFew || !names_differ(one.counts)) {
    // Of figures with one name the last holds, at the place of the first.
    Json counts = Json::object();
    for (const auto& [name, value] : one.counts) counts[name] = rounded(value);
    out += counts.dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  out += '{';
  for (const auto& count : one.counts) {
    if (&count != &one.counts.front()) out += ',';
    write_text(out, count.first);
    out += ':';
    write_figure(out, count.second);
  }
  out += '}';
}

void write_evidence(std::string& out, const Evidence& evidence) {
  JsonWriter object(out);
  text(object, "name", evidence.name);
  figure(object, "value", evidence.value);
  text(object, "unit", evidence.unit);
  figure(object, "weight", evidence.weight);
  text(object, "text", evidence.text);
  write_counts(object, evidence);
  object.close();
}

}  // namespace

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::New:
      return "new";
    case Standing::Persistent:
      return "persistent";
    case Standing::Returned:
      return "returned";
    case Standing::Cleared:
      return "cleared";
  }
  return "new";
}

std::string to_json(const InfectedHost& host) {
  std::string line;
  JsonWriter object(line);
  object.plain("type", "infected-host");
  object.address("address", host.address);
  text(object, "family", host.family);
  figure(object, "probability", host.probability);
  figure(object, "prior", host.prior);
  object.plain("standing", to_string(host.standing));
  object.instant("first_seen", host.first_seen);
  object.instant("last_seen", host.last_seen);
  object.number("days", host.days);
  object.number("packets", host.packets);
  object.number("targets", host.targets);
  list(object, "ports", host.ports, write_text);
  list(object, "sightings", host.sightings, write_sighting);
  list(object, "evidence", host.evidence, write_evidence);
  text(object, "sensor", host.sensor);
  text(object, "method", host.method);
  text(object, "version", host.version);
  object.close();
  return line;
}

}  // namespace noroshi::model
