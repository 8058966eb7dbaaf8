// The writing half: one object a record, members always in the same order, and what says nothing
// (no mark, no option, no payload) left out, since telescopes write a hundred million of these a
// day.  What is written here is read in scan_event_read.cpp.

#include "model/scan_event.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "base/json_string.hpp"
#include "model/json_writer.hpp"
#include "model/scan_event_names.hpp"

namespace noroshi::model {
namespace {

void write_marks(JsonWriter& event, const ToolMarks& marks) {
  if (marks == ToolMarks{}) return;
  event.key("marks");
  JsonWriter object(event.out());
  for (const auto& [name, member] : kMarks) object.count_if_any(name, marks.*member);
  object.close();
}

void write_options(JsonWriter& object, const HeaderProfile& headers) {
  std::size_t count = headers.options.size();
  while (count > 0 && headers.options[count - 1] == 0) --count;
  if (count == 0) return;
  object.key("options");
  object.out() += '[';
  for (std::size_t i = 0; i < count; ++i) {
    object.out() += fmt::format("{}{}", i == 0 ? "" : ",", headers.options[i]);
  }
  object.out() += ']';
}

void write_varying(JsonWriter& object, const HeaderProfile& headers) {
  std::string names;
  for (const auto& [name, member] : kVarying) {
    if (!(headers.*member)) continue;
    names += names.empty() ? "\"" : ",\"";
    names += name;
    names += '"';
  }
  if (names.empty()) return;
  object.key("varies");
  object.out() += '[' + names + ']';
}

void write_headers(JsonWriter& event, const HeaderProfile& headers) {
  event.key("headers");
  JsonWriter object(event.out());
  object.number("ttl_low", headers.ttl_low);
  object.number("ttl_high", headers.ttl_high);
  object.number("length", headers.length);
  object.count_if_any("ip_id", headers.ip_id);
  object.count_if_any("sequence", headers.sequence);
  object.count_if_any("window", headers.window);
  object.count_if_any("mss", headers.mss);
  object.yes_if("dont_fragment", headers.dont_fragment);
  write_options(object, headers);
  write_varying(object, headers);
  object.close();
}

void write_samples(JsonWriter& event, const std::vector<ProbeSample>& samples) {
  event.key("samples");
  event.out() += '[';
  for (const ProbeSample& sample : samples) {
    if (&sample != &samples.front()) event.out() += ',';
    JsonWriter object(event.out());
    object.instant("time", sample.time);
    object.address("destination", sample.destination);
    object.count_if_any("source_port", sample.source_port);
    object.close();
  }
  event.out() += ']';
}

void write_counts(JsonWriter& record, std::string_view name,
                  const std::map<std::string, std::uint64_t, std::less<>>& counts) {
  record.key(name);
  JsonWriter object(record.out());
  for (const auto& [what, count] : counts) {
    // The key is escaped as any text is; its quotation marks are those that key() would write.
    const std::string escaped = base::json_string(what);
    object.number(std::string_view(escaped).substr(1, escaped.size() - 2), count);
  }
  object.close();
}

}  // namespace

std::string_view to_string(ProbeKind kind) { return name_of(kProbeKinds, kind); }

std::string_view to_string(EventEnd end) { return name_of(kEventEnds, end); }

std::string to_json(const ScanEvent& event) {
  std::string line;
  line.reserve(640);
  JsonWriter object(line);
  object.plain("type", "scan");
  object.address("source", event.source);
  object.number("port", event.port);
  object.number("protocol", event.protocol);
  object.plain("kind", to_string(event.kind));
  object.instant("first", event.first);
  object.instant("last", event.last);
  object.number("packets", event.packets);
  object.number("octets", event.octets);
  object.number("targets", event.targets);
  object.yes_if("targets_estimated", event.targets_estimated);
  object.count_if_any("in_order", event.in_order);
  write_marks(object, event.marks);
  write_headers(object, event.headers);
  write_samples(object, event.samples);
  if (!event.payload.empty()) object.plain("payload", base::to_hex(event.payload));
  if (event.payload_hash != 0) {
    object.plain("payload_hash", fmt::format("{:016x}", event.payload_hash));
  }
  if (!event.amplifier.empty()) object.text("amplifier", event.amplifier);
  if (!event.scanner.empty()) object.text("scanner", event.scanner);
  object.plain("end", to_string(event.end));
  object.close();
  return line;
}

std::string to_json(const DosVictim& victim) {
  std::string line;
  JsonWriter object(line);
  object.plain("type", "victim");
  object.address("victim", victim.victim);
  object.number("protocol", victim.protocol);
  object.instant("first", victim.first);
  object.instant("last", victim.last);
  object.number("packets", victim.packets);
  object.number("octets", victim.octets);
  object.number("most_in_minute", victim.most_in_minute);
  object.number("targets", victim.targets);
  object.key("ports");
  line += '[';
  for (std::size_t i = 0; i < victim.ports.size(); ++i) {
    const auto& [port, replies] = victim.ports[i];
    line += fmt::format("{}[{},{}]", i == 0 ? "" : ",", port, replies);
  }
  line += ']';
  write_counts(object, "replies", victim.replies);
  object.close();
  return line;
}

std::string to_json(const TelescopeHour& hour) {
  std::string line;
  JsonWriter object(line);
  object.plain("type", "hour");
  object.text("sensor", hour.sensor);
  object.instant("begin", hour.begin);
  object.instant("end", hour.end);
  for (const auto& [name, member] : kHourCounts) object.number(name, hour.*member);
  write_counts(object, "classes", hour.classes);
  object.close();
  return line;
}

}  // namespace noroshi::model
