// XARF v4 reports of infected hosts (xarf.org, xarf-core.json and its types).
//
// The type alone is asked: what is `category` in one schema is `class` in another.  Of the times,
// `timestamp` is that of the incident; some reporters put there when they wrote, and the last
// packet into `last_seen`.  Both are allowed for: what lies between is the clock's error, so that a
// line is named only where either reading gives the same one.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "act/notify/events.hpp"
#include "act/notify/json_objects.hpp"
#include "act/notify/reported_host.hpp"

namespace noroshi::notify {
namespace {

using Json = nlohmann::json;

constexpr base::Micros kLongestError = 366 * base::kDay;  // what an InfectedHost can say

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint16_t> port_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  const auto port = found->get<std::int64_t>();
  if (port < 1 || port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

/// Types that say that the source itself is infected.
bool is_about_infection(const Json& json) {
  const std::string type = text_of(json, "type");
  if (type == "botnet" || type == "infected_host" || type == "infected-host") return true;
  if (type != "bot") return false;
  const std::string kind = text_of(json, "bot_type");
  return kind.empty() || kind == "malicious" || kind == "unknown";
}

std::string family_in(const Json& json) {
  for (const char* name : {"malware_family", "bot_name", "infection_type"}) {
    const auto text = text_of(json, name);
    if (!text.empty()) return family_word(text);
  }
  return family_word({});
}

void set_times(const Json& json, base::Micros timestamp, const EventOptions& options,
               Reported& report) {
  const auto last = base::parse_rfc3339(text_of(json, "last_seen")).value_or(timestamp);
  const auto first = base::parse_rfc3339(text_of(json, "first_seen")).value_or(last);
  const base::Micros apart = timestamp > last ? timestamp - last : last - timestamp;
  report.time = std::min(last, timestamp) + apart / 2;
  report.clock_error = std::min(options.clock_error + (apart + 1) / 2, kLongestError);
  report.first_seen = first;
}

/// Every parse error, missing member and wrong kind has a reason of its own; empty: none.
std::string_view read(const Json& json, const EventOptions& options, Reported& report) {
  if (!json.is_object()) return "no JSON object";
  if (!text_of(json, "xarf_version").starts_with("4.")) return "xarf_version is not 4";
  const auto address = net::Address::parse(text_of(json, "source_identifier"));
  if (!address) return "source_identifier is no address";
  const auto timestamp = base::parse_rfc3339(text_of(json, "timestamp"));
  if (!timestamp) return "timestamp is no time";
  report.address = *address;
  set_times(json, *timestamp, options, report);
  report.source_port = port_in(json, "source_port");
  report.protocol = text_of(json, "protocol") == "udp" ? 17 : 6;
  report.destination =
      net::Address::parse(text_of(json, "destination_ip")).value_or(net::Address());
  report.destination_port = port_in(json, "destination_port").value_or(0);
  report.family = family_in(json);
  const auto confidence = json.find("confidence");
  if (confidence != json.end() && confidence->is_number()) {
    report.probability = confidence->get<double>();
  }
  report.packets = 1;
  const auto reporter = json.find("reporter");
  if (reporter != json.end() && reporter->is_object()) report.sensor = text_of(*reporter, "domain");
  report.method = "xarf";
  return {};
}

class XarfReader final : public EventReader {
 public:
  XarfReader(io::Input& input, io::Rejects& rejects, const EventOptions& options)
      : objects_(input, rejects), rejects_(rejects), options_(options) {}

  Result<bool> next(Incoming& event) override {
    while (const auto text = NOROSHI_TRY(objects_.next())) {
      const Json json = Json::parse(*text, nullptr, false);
      Reported report;
      const std::string_view fault = read(json, options_, report);
      if (!fault.empty()) {
        NOROSHI_CHECK(rejects_.add(fault, objects_.place()));
        continue;
      }
      if (!is_about_infection(json)) {
        rejects_.skip("a report of another type than infection", objects_.place());
        continue;
      }
      event.host = host_of(report);
      event.body = model::to_json(event.host);
      return true;
    }
    return false;
  }
  [[nodiscard]] std::string_view form() const override { return "xarf"; }

 private:
  JsonObjects objects_;
  io::Rejects& rejects_;
  EventOptions options_;
};

}  // namespace

EventReaderPtr make_xarf_reader(io::Input& input, io::Rejects& rejects,
                                const EventOptions& options) {
  return std::make_unique<XarfReader>(input, rejects, options);
}

}  // namespace noroshi::notify
