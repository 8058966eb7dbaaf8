// The reading half of scan_event.hpp: one line, front to back, with simdjson On Demand.
//
// Unknown members are skipped; a missing one makes the line unusable, and the Error names it.
// Parser and buffer are kept per thread.

#include <fmt/format.h>

#include "base/hex.hpp"
#include "model/json_fields.hpp"
#include "model/scan_event.hpp"
#include "model/scan_event_names.hpp"

namespace noroshi::model {
namespace {

using value = JsonValue;

constexpr std::size_t kMostSamples = 4;
constexpr std::size_t kMostPorts = 8;
constexpr std::size_t kMostPayload = 64;

bool octets(value json, std::string& out) {
  std::string_view read;
  if (!text(json, read) || read.size() > 2 * kMostPayload) return false;
  auto found = base::from_hex(read);
  if (found) out = std::move(*found);
  return found.has_value();
}

bool hash(value json, std::uint64_t& out) {
  std::string_view read;
  if (!text(json, read) || read.size() != 16) return false;
  out = 0;
  for (const char digit : read) {
    const int bits = base::hex_value(digit);
    if (bits < 0) return false;
    out = out << 4 | static_cast<std::uint64_t>(bits);
  }
  return true;
}

bool read_options(value json, HeaderProfile& headers) {
  headers.options = {};
  std::size_t count = 0;
  return each_element(json, [&](value one) {
    return count < headers.options.size() && number(one, headers.options[count++]);
  });
}

bool read_varying(value json, HeaderProfile& headers) {
  return each_element(json, [&headers](value one) {
    bool HeaderProfile::*member = nullptr;
    if (!word(one, kVarying, member)) return false;
    headers.*member = true;
    return true;
  });
}

constexpr std::array<Field<HeaderProfile>, 10> kHeaders{{
    {"ttl_low", [](value v, HeaderProfile& h) { return number(v, h.ttl_low); }},
    {"ttl_high", [](value v, HeaderProfile& h) { return number(v, h.ttl_high); }},
    {"length", [](value v, HeaderProfile& h) { return number(v, h.length); }},
    {"ip_id", [](value v, HeaderProfile& h) { return number(v, h.ip_id); }, false},
    {"sequence", [](value v, HeaderProfile& h) { return number(v, h.sequence); }, false},
    {"window", [](value v, HeaderProfile& h) { return number(v, h.window); }, false},
    {"mss", [](value v, HeaderProfile& h) { return number(v, h.mss); }, false},
    {"dont_fragment", [](value v, HeaderProfile& h) { return yes(v, h.dont_fragment); }, false},
    {"options", read_options, false},
    {"varies", read_varying, false},
}};

constexpr std::array<Field<ProbeSample>, 3> kSample{{
    {"time", [](value v, ProbeSample& s) { return instant(v, s.time); }},
    {"destination", [](value v, ProbeSample& s) { return address(v, s.destination); }},
    {"source_port", [](value v, ProbeSample& s) { return number(v, s.source_port); }, false},
}};

bool read_marks(value json, ToolMarks& marks) {
  return each_member(json, [&marks](std::string_view key, value member) {
    for (const auto& [name, count] : kMarks) {
      if (name == key) return number(member, marks.*count);
    }
    return true;
  });
}

bool read_samples(value json, std::vector<ProbeSample>& samples) {
  samples.clear();
  return each_element(json, [&samples](value one) {
    return samples.size() < kMostSamples && read_nested(one, kSample, samples.emplace_back());
  });
}

bool read_counts(value json, std::map<std::string, std::uint64_t, std::less<>>& counts) {
  counts.clear();
  return each_member(json, [&counts](std::string_view key, value member) {
    std::uint64_t count = 0;
    if (!number(member, count)) return false;
    counts.insert_or_assign(std::string(key), count);
    return true;
  });
}

bool read_ports(value json, DosVictim& victim) {
  victim.ports.clear();
  return each_element(json, [&victim](value pair) {
    if (victim.ports.size() == kMostPorts) return false;
    auto& entry = victim.ports.emplace_back();
    std::size_t place = 0;
    const bool read = each_element(pair, [&](value one) {
      ++place;
      if (place == 1) return number(one, entry.first);
      return place == 2 && number(one, entry.second);
    });
    return read && place == 2;
  });
}

constexpr std::array<Field<ScanEvent>, 19> kScan{{
    {"source", [](value v, ScanEvent& e) { return address(v, e.source); }},
    {"port", [](value v, ScanEvent& e) { return number(v, e.port); }},
    {"protocol", [](value v, ScanEvent& e) { return number(v, e.protocol); }},
    {"kind", [](value v, ScanEvent& e) { return word(v, kProbeKinds, e.kind); }},
    {"first", [](value v, ScanEvent& e) { return instant(v, e.first); }},
    {"last", [](value v, ScanEvent& e) { return instant(v, e.last); }},
    {"packets", [](value v, ScanEvent& e) { return number(v, e.packets); }},
    {"octets", [](value v, ScanEvent& e) { return number(v, e.octets); }},
    {"targets", [](value v, ScanEvent& e) { return number(v, e.targets); }},
    {"targets_estimated", [](value v, ScanEvent& e) { return yes(v, e.targets_estimated); }, false},
    {"in_order", [](value v, ScanEvent& e) { return number(v, e.in_order); }, false},
    {"marks", [](value v, ScanEvent& e) { return read_marks(v, e.marks); }, false},
    {"headers", [](value v, ScanEvent& e) { return read_nested(v, kHeaders, e.headers); }},
    {"samples", [](value v, ScanEvent& e) { return read_samples(v, e.samples); }},
    {"payload", [](value v, ScanEvent& e) { return octets(v, e.payload); }, false},
    {"payload_hash", [](value v, ScanEvent& e) { return hash(v, e.payload_hash); }, false},
    {"amplifier", [](value v, ScanEvent& e) { return text(v, e.amplifier); }, false},
    {"scanner", [](value v, ScanEvent& e) { return text(v, e.scanner); }, false},
    {"end", [](value v, ScanEvent& e) { return word(v, kEventEnds, e.end); }},
}};

constexpr std::array<Field<DosVictim>, 10> kVictim{{
    {"victim", [](value v, DosVictim& d) { return address(v, d.victim); }},
    {"protocol", [](value v, DosVictim& d) { return number(v, d.protocol); }},
    {"first", [](value v, DosVictim& d) { return instant(v, d.first); }},
    {"last", [](value v, DosVictim& d) { return instant(v, d.last); }},
    {"packets", [](value v, DosVictim& d) { return number(v, d.packets); }},
    {"octets", [](value v, DosVictim& d) { return number(v, d.octets); }},
    {"most_in_minute", [](value v, DosVictim& d) { return number(v, d.most_in_minute); }},
    {"targets", [](value v, DosVictim& d) { return number(v, d.targets); }},
    {"ports", read_ports},
    {"replies", [](value v, DosVictim& d) { return read_counts(v, d.replies); }},
}};

template <std::size_t Which>
bool read_hour_count(value json, TelescopeHour& hour) {
  return number(json, hour.*(kHourCounts[Which].second));
}

template <std::size_t... Which>
constexpr auto hour_fields(std::index_sequence<Which...>) {
  return std::array<Field<TelescopeHour>, 4 + sizeof...(Which)>{{
      {"sensor", [](value v, TelescopeHour& h) { return text(v, h.sensor); }},
      {"begin", [](value v, TelescopeHour& h) { return instant(v, h.begin); }},
      {"end", [](value v, TelescopeHour& h) { return instant(v, h.end); }},
      {kHourCounts[Which].first, read_hour_count<Which>}...,
      {"classes", [](value v, TelescopeHour& h) { return read_counts(v, h.classes); }},
  }};
}

constexpr auto kHour = hour_fields(std::make_index_sequence<kHourCounts.size()>());

/// In place: GCC 12 warns of the temporary that a conversion would make.
template <class T, std::size_t N>
Result<TelescopeRecord> read_record(JsonLine& line, JsonObject json,
                                    const std::array<Field<T>, N>& fields) {
  Result<TelescopeRecord> record(tl::in_place, std::in_place_type<T>);
  std::string wrong = read_fields(json, fields, *std::get_if<T>(&*record));
  if (wrong.empty() && !line.at_end()) wrong = "text after the object";
  if (!wrong.empty()) return Error{Errc::InvalidInput, "telescope record: " + wrong};
  return record;
}

}  // namespace

Result<TelescopeRecord> telescope_record_from_json(std::string_view json) {
  static thread_local JsonLine line;
  JsonObject members;
  if (line.open(json, members) != simdjson::SUCCESS) {
    return Error{Errc::InvalidInput, "telescope record: not a JSON object"};
  }
  std::string_view type;
  if (members.find_field_unordered("type").get_string().get(type) != simdjson::SUCCESS) {
    return Error{Errc::InvalidInput, "telescope record: member 'type' is missing or no text"};
  }
  // The text lies in the parser's buffer, which reset() leaves as it is and reading overwrites.
  const bool scan = type == "scan";
  const bool victim = type == "victim";
  const bool hour = type == "hour";
  const std::string other(scan || victim || hour ? std::string_view() : type.substr(0, 32));
  if (members.reset().error() != simdjson::SUCCESS) {
    return Error{Errc::InvalidInput, "telescope record: not a whole JSON object"};
  }
  if (scan) return read_record(line, members, kScan);
  if (victim) return read_record(line, members, kVictim);
  if (hour) return read_record(line, members, kHour);
  return Error{Errc::InvalidInput,
               fmt::format("telescope record: type '{}' is none of scan, victim, hour", other)};
}

}  // namespace noroshi::model
