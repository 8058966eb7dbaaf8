// Is anything lost, late or silent?  From what a collector and a watch write of themselves, so it
// is answered while they hang, too, and after they have died.
//
// A file that is missing or damaged is a sensor of which nothing is known, with the reason.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/health_text.hpp"
#include "cli/hub_flow_desk.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "observe/collect/health.hpp"

namespace noroshi::cli {
namespace {

using Json = nlohmann::json;

constexpr base::Micros kLate = base::kMinute;         // an exporter that said nothing for so long
constexpr base::Micros kSilent = 10 * base::kMinute;  // twice the five minutes of flow timeouts
constexpr double kLosing = 0.001;                     // a thousandth of what was sent
constexpr base::Micros kLateWatch = 10 * base::kMinute;    // behind the end of a pane
constexpr base::Micros kSilentWatch = 20 * base::kMinute;  // four panes without a step

hub::Sensor unknown(std::string name, std::string kind, std::string why) {
  hub::Sensor sensor{.name = std::move(name), .kind = std::move(kind), .health = "unknown"};
  sensor.detail = std::move(why);
  return sensor;
}

std::string ago(base::Micros then, base::Micros now) {
  const base::Micros past = std::max<base::Micros>(now - then, 0);
  return base::humane(past / base::kSecond * base::kSecond);
}

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < list.size();) {
    const auto end = std::min(list.find(", ", at), list.size());
    words.push_back(list.substr(at, end - at));
    at = end + 2;
  }
  return words;
}

std::string_view health_of(const collect::Health& health, base::Micros now) {
  if (health.stopped) return "stopped";
  if (now - health.now > kSilence) return "silent";
  return all_well(health, now) ? "fine" : "losing";
}

hub::Sensor sensor_of(const collect::Health& health, base::Micros now) {
  hub::Sensor sensor{
      .name = "collector", .kind = "collector", .health = std::string(health_of(health, now))};
  sensor.last_seen = health.now;
  double rate = 0;
  for (const auto& one : health.exporters) rate += one.records_per_second;
  sensor.records_per_second = rate;
  for (const auto& line : verdict(health, now, Language::English)) {
    sensor.detail += (sensor.detail.empty() ? "" : "; ") + line;
  }
  return sensor;
}

std::string_view health_of(const collect::ExporterHealth& exporter, const collect::Health& all,
                           base::Micros now) {
  if (all.stopped) return "stopped";
  if (now - all.now > kSilence) return "unknown";  // it may send to nobody
  if (exporter.last_seen == 0 || now - exporter.last_seen > kSilent) return "silent";
  if (exporter.lost_share() > kLosing) return "losing";
  return now - exporter.last_seen > kLate ? "late" : "fine";
}

hub::Sensor sensor_of(const collect::ExporterHealth& exporter, const collect::Health& all,
                      base::Micros now) {
  hub::Sensor sensor{.name = exporter.name.empty() ? exporter.address.to_string() : exporter.name,
                     .kind = "exporter",
                     .health = std::string(health_of(exporter, all, now))};
  sensor.last_seen = exporter.last_seen;
  sensor.records_per_second = exporter.records_per_second;
  sensor.lost_share = std::clamp(exporter.lost_share(), 0.0, 1.0);
  sensor.protocols = words_of(exporter.protocols);
  sensor.detail =
      exporter.last_seen == 0
          ? "nothing has come from it"
          : fmt::format("{} flows in {} messages, last {} ago; {} missing by its sequence numbers",
                        exporter.ledger.flows, exporter.ledger.messages,
                        ago(exporter.last_seen, now), exporter.ledger.lost_records);
  return sensor;
}

std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t whole_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

hub::Sensor sensor_of_window(const Json& window, base::Micros written, base::Micros now) {
  const std::string length = text_in(window, "window");
  hub::Sensor sensor{.name = fmt::format("watch {}", length), .kind = "watch", .health = "fine"};
  const base::Micros lag = whole_in(window, "lag_seconds") * base::kSecond;
  if (lag > kLateWatch) sensor.health = "late";
  if (now - written > kSilentWatch) sensor.health = "silent";
  sensor.last_seen = written;
  sensor.detail = fmt::format(
      "{} servers in {}, {} reported; {} behind the end of its last pane, which began {}",
      whole_in(window, "servers"), length, whole_in(window, "reported"), base::humane(lag),
      text_in(window, "pane"));
  return sensor;
}

}  // namespace

std::vector<hub::Sensor> sensors_of_collector(const std::string& state, base::Micros now) {
  const auto bytes = io::read_file(collect::health_path(state));
  if (!bytes) {
    const bool never = bytes.error().code == Errc::NotFound;
    return {unknown("collector", "collector",
                    never ? "nothing was ever collected" : bytes.error().message)};
  }
  const auto health = collect::parse_health(*bytes);
  if (!health) return {unknown("collector", "collector", "its health cannot be read")};
  std::vector<hub::Sensor> sensors{sensor_of(*health, now)};
  for (const auto& one : health->exporters) sensors.push_back(sensor_of(one, *health, now));
  return sensors;
}

std::vector<hub::Sensor> sensors_of_watch(const std::string& folder, base::Micros now) {
  const std::string path = folder + "/health.json";
  const auto bytes = io::read_file(path);
  if (!bytes && bytes.error().code == Errc::NotFound) return {};  // nobody watches
  if (!bytes) return {unknown("watch", "watch", bytes.error().message)};
  const Json json = Json::parse(*bytes, nullptr, false);
  const auto written = json.is_object() ? base::parse_rfc3339(text_in(json, "time")) : std::nullopt;
  if (!written || !json.contains("windows") || !json["windows"].is_array()) {
    return {unknown("watch", "watch", "its health cannot be read")};
  }
  std::vector<hub::Sensor> sensors;
  for (const Json& window : json["windows"]) {
    if (window.is_object()) sensors.push_back(sensor_of_window(window, *written, now));
  }
  return sensors;
}

std::vector<hub::Sensor> HubFlowDesk::sensors() {
  const base::Micros now = io::wall_clock();
  std::vector<hub::Sensor> sensors;
  std::string watch = settings_.watch;
  if (collector_) {
    sensors = sensors_of_collector(collector_->collect.state, now);
    if (watch.empty()) watch = collector_->collect.state + "/watch";
  }
  if (watch.empty()) return sensors;
  auto more = sensors_of_watch(watch, now);
  sensors.insert(sensors.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  return sensors;
}

}  // namespace noroshi::cli
