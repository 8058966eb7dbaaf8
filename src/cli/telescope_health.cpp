#include "cli/telescope_health.hpp"

#include <array>
#include <fmt/format.h>

#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

struct Metric {
  const char* field;  ///< in the log
  const char* name;   ///< for Prometheus
  const char* type;
  const char* help;
  std::uint64_t value;
};

std::array<Metric, 9> metrics_of(const telescope::Telescope::Standing& standing,
                                 std::uint64_t lost) {
  return {{
      {"packets", "noroshi_telescope_packets_total", "counter",
       "packets counted, earlier runs on the same state included", standing.packets},
      {"lost", "noroshi_telescope_lost_packets_total", "counter",
       "packets that the kernel or the captures of this run say were dropped", lost},
      {"events", "noroshi_telescope_open_events", "gauge", "open events", standing.events},
      {"event-room", "noroshi_telescope_event_room", "gauge", "open events that fit into memory",
       standing.event_room},
      {"victims", "noroshi_telescope_suspected_victims", "gauge",
       "senders of backscatter that are remembered", standing.victims},
      {"victim-room", "noroshi_telescope_victim_room", "gauge",
       "senders of backscatter that fit into memory", standing.victim_room},
      {"evicted-events", "noroshi_telescope_evicted_events_total", "counter",
       "events that ended early to make room", standing.evicted_events},
      {"forgotten-victims", "noroshi_telescope_forgotten_victims_total", "counter",
       "senders of backscatter forgotten to make room", standing.forgotten.victims},
      {"forgotten-packets", "noroshi_telescope_forgotten_packets_total", "counter",
       "packets of backscatter whose sender was forgotten or never remembered",
       standing.forgotten.packets},
  }};
}

}  // namespace

std::vector<collect::Field> health_fields(const telescope::Telescope::Standing& standing,
                                          std::uint64_t lost) {
  std::vector<collect::Field> fields{{"time", base::to_rfc3339(standing.now)}};
  for (const Metric& metric : metrics_of(standing, lost)) {
    fields.push_back({metric.field, std::to_string(metric.value)});
  }
  return fields;
}

Status write_metrics(const std::filesystem::path& path,
                     const telescope::Telescope::Standing& standing, std::uint64_t lost) {
  std::string text;
  for (const Metric& metric : metrics_of(standing, lost)) {
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", metric.name, metric.help,
                        metric.type, metric.value);
  }
  text += fmt::format(
      "# HELP noroshi_telescope_time_seconds time of the latest packet\n"
      "# TYPE noroshi_telescope_time_seconds gauge\nnoroshi_telescope_time_seconds {:.3f}\n",
      base::seconds(standing.now));
  return io::replace_file(path.string(), text, io::Durable::No);
}

}  // namespace noroshi::cli
