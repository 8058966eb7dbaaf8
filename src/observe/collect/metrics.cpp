#include "observe/collect/metrics.hpp"

#include <fmt/format.h>
#include <iterator>

#include "store/schema.hpp"

namespace noroshi::collect {
namespace {

constexpr std::string_view kPrefix = "noroshi_collect_";

// A label's value: backslash, quote and line feed are escaped, as the format asks.
std::string quoted(std::string_view value) {
  std::string made = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') made += '\\';
    if (c == '\n') {
      made += "\\n";
      continue;
    }
    made += c;
  }
  return made + "\"";
}

class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = fmt::format("{}{}", kPrefix, name);
    fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name_, help, name_,
                   type);
  }
  void sample(std::uint64_t value) {
    fmt::format_to(std::back_inserter(text_), "{} {}\n", name_, value);
  }
  void sample(std::string_view label, std::string_view of, std::uint64_t value) {
    fmt::format_to(std::back_inserter(text_), "{}{{{}={}}} {}\n", name_, label, quoted(of), value);
  }
  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "counter", help);
    sample(value);
  }
  void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "gauge", help);
    sample(value);
  }
  void tally(std::string_view name, std::string_view help, const Tally& tally) {
    family(name, "counter", help);
    for (const auto& [reason, count] : tally) sample("reason", reason, count);
  }
  // Exact seconds, as the format's examples write times.
  void seconds(std::string_view name, std::string_view help, base::Micros time) {
    family(name, "gauge", help);
    fmt::format_to(std::back_inserter(text_), "{} {}.{:06}\n", name_, time / base::kSecond,
                   time % base::kSecond);
  }
  std::string take() { return std::move(text_); }
  [[nodiscard]] const std::string& name() const { return name_; }
  void line(std::string_view text) { text_.append(text).push_back('\n'); }

 private:
  std::string name_;
  std::string text_;
};

void messages(Page& page, const Totals& t) {
  page.counter("messages_received_total",
               "Datagrams and stream messages received, dropped ones too.", t.received);
  page.counter("received_octets_total", "Octets of those messages.", t.received_octets);
  page.gauge("messages_waiting", "Messages in the queue.", t.waiting);
  page.family("messages_dropped_total", "counter", "Messages never decoded, by reason.");
  for (std::size_t i = 0; i < kDropped; ++i) {
    page.sample("reason", label_of(static_cast<Dropped>(i)), t.dropped[i]);
  }
  page.counter("kernel_dropped_datagrams_total",
               "Datagrams that the kernel dropped because a socket's buffer was full.",
               t.kernel_drops);
  page.counter("streams_refused_total", "Connections of exporters that are not allowed.",
               t.refused_streams);
  page.family("messages_decoded_total", "counter", "Messages decoded, by protocol.");
  for (std::size_t i = 0; i < netflow::kProtocols; ++i) {
    page.sample("protocol", netflow::name_of(static_cast<netflow::Protocol>(i)),
                t.decoding.protocols[i]);
  }
  page.tally("messages_rejected_total", "Messages that could not be read, by reason.",
             t.decoding.rejected_messages);
}

void records(Page& page, const Totals& t) {
  const auto& l = t.decoding.ledger;
  page.counter("records_total", "Data records and samples seen in messages.", l.records);
  page.counter("options_total", "Options records read.", l.options);
  page.tally("sets_rejected_total", "Sets that could not be read, by reason.",
             t.decoding.rejected_sets);
  page.tally("records_rejected_total", "Records that could not be read, by reason.",
             t.decoding.rejected_records);
  page.tally("records_skipped_total", "Sound records that hold no flow, by reason.",
             t.decoding.skipped_records);
  page.gauge("sets_waiting", "Data sets that wait for their template.", l.waiting_sets);
  page.family("sets_held_total", "counter", "Data sets that came before their template, by fate.");
  page.sample("fate", "replayed", l.replayed_sets);
  page.sample("fate", "expired", l.expired_sets);
  page.sample("fate", "overflowed", l.overflowed_sets);
  page.counter("flows_total", "Flow records decoded.", l.flows);
  page.counter("flows_stored_total", "Flow records acknowledged by the store.", t.stored);
  page.gauge("flows_waiting", "Flow records in batches on their way to the store.",
             t.flows_waiting);
  page.family("flows_dropped_total", "counter", "Flow records decoded and not stored, by reason.");
  page.sample("reason", "no_key", t.unkept);
  page.sample("reason", "store_failed", t.given_up);
  page.counter("flows_sampling_unknown_total", "Flows whose sampling interval nobody has said.",
               l.sampling_unknown);
  page.family("flow_times_clamped_total", "counter", "Flows with an absurd clock, by direction.");
  page.sample("direction", "future", l.clamped_future);
  page.sample("direction", "past", l.clamped_past);
  page.counter("tokens_total", "Subscriber addresses replaced by tokens.", t.tokens);
  page.gauge("pairs_open", "Pairs of the panes in memory.", t.pairs_open);
  page.counter("summaries_stored_total", "Rows of panes and exposure acknowledged.",
               t.summaries_stored);
  page.counter("summaries_dropped_total", "Rows of panes and exposure lost with a failing store.",
               t.summaries_given_up);
}

// One family over exporters: the first ones by name, the rest as "other".
void each_exporter(Page& page, const Health& health, std::string_view name, std::string_view type,
                   std::string_view help,
                   const std::function<std::uint64_t(const ExporterHealth&)>& value) {
  page.family(name, type, help);
  std::uint64_t others = 0;
  for (std::size_t i = 0; i < health.exporters.size(); ++i) {
    const auto& exporter = health.exporters[i];
    if (i < kMetricExporters) {
      page.sample("exporter", exporter.address.to_string(), value(exporter));
    } else {
      others += value(exporter);
    }
  }
  if (health.exporters.size() > kMetricExporters) page.sample("exporter", "other", others);
}

void exporters(Page& page, const Health& health) {
  page.gauge("exporters", "Exporters seen since the start.", health.exporters.size());
  each_exporter(page, health, "exporter_messages_total", "counter", "Messages of an exporter.",
                [](const auto& e) { return e.ledger.messages; });
  each_exporter(page, health, "exporter_flows_total", "counter", "Flow records of an exporter.",
                [](const auto& e) { return e.ledger.flows; });
  each_exporter(page, health, "exporter_lost_records_total", "counter",
                "Records that an exporter sent and that never arrived.",
                [](const auto& e) { return e.ledger.lost_records; });
  each_exporter(page, health, "exporter_lost_messages_total", "counter",
                "Messages that an exporter sent and that never arrived.",
                [](const auto& e) { return e.ledger.lost_messages; });
  each_exporter(page, health, "exporter_lost_samples_total", "counter",
                "sFlow samples that an agent took and that never arrived.",
                [](const auto& e) { return e.ledger.lost_samples; });
  each_exporter(page, health, "exporter_over_rate_total", "counter",
                "Datagrams of an exporter above its rate.",
                [](const auto& e) { return e.over_rate; });
  page.family("exporter_last_seen_timestamp_seconds", "gauge",
              "When an exporter last sent, of those with a label of their own.");
  for (std::size_t i = 0; i < std::min(health.exporters.size(), kMetricExporters); ++i) {
    const auto& exporter = health.exporters[i];
    page.line(fmt::format("{}{{exporter={}}} {}.{:06}", page.name(),
                          quoted(exporter.address.to_string()), exporter.last_seen / base::kSecond,
                          exporter.last_seen % base::kSecond));
  }
}

void surroundings(Page& page, const Health& health) {
  page.gauge("queue_octets", "Octets of messages in the queue.", health.totals.waiting_octets);
  page.gauge("queue_bound_octets", "Octets that the queue may hold.", health.queue_bound);
  page.family("listener_kernel_dropped_datagrams_total", "counter",
              "Datagrams that the kernel dropped, by listener.");
  for (const auto& l : health.listeners) page.sample("listener", l.where, l.kernel_drops);
  page.family("listener_buffer_octets", "gauge", "Socket buffer that the kernel granted.");
  for (const auto& l : health.listeners) {
    if (l.asked > 0) page.sample("listener", l.where, l.buffer);
  }
  page.gauge("store_failing", "1 while the store takes no rows.", health.store.failing ? 1 : 0);
  page.counter("store_append_failures_total", "Appends that failed and were tried again.",
               health.store.failures);
  page.counter("store_expired_rows_total", "Rows deleted by retention.", health.store.expired_rows);
  page.family("store_rows", "gauge", "Rows in the store, by table.");
  for (const auto& table : store::tables()) {
    page.sample("table", table.name, health.store.tables[static_cast<std::size_t>(table.id)].rows);
  }
  page.family("store_octets", "gauge", "Octets on disk, by table.");
  for (const auto& table : store::tables()) {
    page.sample("table", table.name,
                health.store.tables[static_cast<std::size_t>(table.id)].octets);
  }
  page.gauge("ledger_exact", "1 if every identity of the ledger holds.",
             health.discrepancies().empty() ? 1 : 0);
  page.seconds("start_timestamp_seconds", "When this collector started.", health.started);
  page.family("build_info", "gauge", "The version of this program.");
  page.sample("version", health.version, 1);
}

}  // namespace

std::string to_prometheus(const Health& health) {
  Page page;
  messages(page, health.totals);
  records(page, health.totals);
  exporters(page, health);
  surroundings(page, health);
  return page.take();
}

Result<std::unique_ptr<http::Server>> serve_metrics(const HostPort& where, Vitals vitals) {
  const auto handle = [vitals = std::move(vitals)](const http::Request& request) {
    http::Response response;
    const auto path = request.target.substr(0, request.target.find('?'));
    if (request.method != "GET" && request.method != "HEAD") {
      response.status = 405;
      response.body = "only GET\n";
    } else if (path == "/metrics") {
      response.content_type = "text/plain; version=0.0.4; charset=utf-8";
      response.body = to_prometheus(vitals.health());
    } else if (path == "/healthz") {
      const bool alive = vitals.alive();
      response.status = alive ? 200 : 503;
      response.body = alive ? "ok\n" : "a thread of the collector does not move\n";
    } else {
      response.status = 404;
      response.body = "there is /metrics and /healthz\n";
    }
    return response;
  };
  return http::Server::start(where.address, where.port, handle);
}

}  // namespace noroshi::collect
