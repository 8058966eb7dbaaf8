#include "cli/settings.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/config.hpp"

namespace noroshi::cli {
namespace {

using base::kDay;
using base::kHour;
using base::kMillisecond;
using base::kMinute;
using base::kSecond;
using Section = base::Config::Section;

constexpr std::int64_t kMost32 = 0xFFFF'FFFF;
constexpr base::Micros kCentury = 36'500 * kDay;
constexpr std::uint64_t kKiB = 1U << 10;
constexpr std::uint64_t kMiB = 1U << 20;
constexpr std::uint64_t kGiB = 1U << 30;

std::uint32_t whole32(Section& section, std::string_view key, std::uint32_t fallback,
                      std::int64_t least, std::int64_t most) {
  return static_cast<std::uint32_t>(section.whole(key, fallback, least, most));
}

void read_listeners(Section& collect, collect::Options& options) {
  for (const auto& text : collect.texts("listen")) {
    const auto listen = collect::parse_listen(text);
    if (!listen.has_value()) {
      collect.problem("listen", listen.error().message);
    } else if (std::find(options.listen.begin(), options.listen.end(), *listen) !=
               options.listen.end()) {
      collect.problem("listen", fmt::format("{} stands there twice", text));
    } else {
      options.listen.push_back(*listen);
    }
  }
  if (collect.texts("listen").empty()) {
    collect.problem("listen",
                    "missing: say where exporters send, such as [\"udp://0.0.0.0:2055\"]");
  }
}

void read_tls(Section& collect, collect::Options& options) {
  auto tls = collect.section("tls");
  socket::TlsFiles files;
  files.certificate = tls.text("certificate", "");
  files.key = tls.text("key", "");
  files.client_ca = tls.text("client_ca", "");
  const bool wanted = std::any_of(options.listen.begin(), options.listen.end(), [](const auto& l) {
    return l.kind == collect::Listen::Kind::Tls;
  });
  if (wanted && (files.certificate.empty() || files.key.empty())) {
    tls.problem("certificate", "a tls:// listener needs certificate and key (PEM files)");
  }
  if (!files.certificate.empty()) options.tls = std::move(files);
}

void read_exporter(Section& section, collect::Options& options) {
  collect::ExporterRule rule;
  rule.name = section.text("name", "");
  const auto address = section.text("address", "");
  const auto prefix = net::Prefix::parse(address);
  if (prefix.has_value()) {
    rule.address = *prefix;
  } else {
    section.problem("address", address.empty() ? "missing: whose datagrams are taken, such as "
                                                 "\"192.0.2.1\" or \"192.0.2.0/24\""
                                               : prefix.error().message);
  }
  rule.sampling = whole32(section, "sampling", rule.sampling, 0, kMost32);
  rule.datagrams_per_second =
      whole32(section, "datagrams_per_second", rule.datagrams_per_second, 1, kMost32);
  rule.sessions = whole32(section, "sessions", rule.sessions, 1, 65'536);
  rule.templates = whole32(section, "templates", rule.templates, 1, 65'536);
  rule.domains = whole32(section, "domains", rule.domains, 1, 65'536);
  if (rule.name.empty()) rule.name = address;
  const bool twice = std::any_of(options.exporters.begin(), options.exporters.end(),
                                 [&](const auto& other) { return other.address == rule.address; });
  if (prefix.has_value() && twice) section.problem("address", "another exporter has it already");
  options.exporters.push_back(std::move(rule));
}

void read_limits(Section& collect, netflow::SessionLimits& limits) {
  auto section = collect.section("limits");
  limits.held_octets = section.octets("held", limits.held_octets, 0, kGiB);
  limits.held_age = section.duration("held_age", limits.held_age, kSecond, kDay);
  limits.selectors =
      whole32(section, "selectors", static_cast<std::uint32_t>(limits.selectors), 1, 1'000'000);
  limits.template_age = section.duration("template_age", limits.template_age, 0, 30 * kDay);
  limits.reorder_window = whole32(section, "reorder_window", limits.reorder_window, 1, 65'536);
  limits.most_future = section.duration("most_future", limits.most_future, 0, 366 * kDay);
  limits.most_past = section.duration("most_past", limits.most_past, kMinute, 36'500 * kDay);
}

void read_collect(Section collect, collect::Options& options) {
  read_listeners(collect, options);
  read_tls(collect, options);
  options.state = collect.text("state", "/var/lib/noroshi");
  if (options.state.empty()) collect.problem("state", "must name a folder");
  options.receive_buffer =
      collect.octets("receive_buffer", options.receive_buffer, 64 * kKiB, kGiB);
  options.queue = collect.octets("queue", options.queue, kMiB, 1024 * kGiB);
  options.when_full =
      collect.choice("when_full", "drop-newest", {"drop-newest", "drop-oldest"}) == "drop-oldest"
          ? collect::WhenFull::DropOldest
          : collect::WhenFull::DropNewest;
  options.flush = collect.duration("flush", options.flush, 10 * kMillisecond, kMinute);
  options.workers = whole32(collect, "workers", 1, 1, 64);
  options.save = collect.duration("save", options.save, kSecond, kDay);
  options.drain = collect.duration("drain", options.drain, 0, kHour);
  options.idle = collect.duration("idle", options.idle, kMinute, 30 * kDay);
  options.most_exporters = whole32(collect, "most_exporters", options.most_exporters, 1, 1 << 24);
  read_limits(collect, options.limits);
  for (auto& section : collect.sections("exporter")) read_exporter(section, options);
  if (options.exporters.empty()) {
    collect.problem("exporter",
                    "missing: nobody is allowed to send; add [[collect.exporter]] with address = "
                    "\"192.0.2.1\" (a router) or a prefix of them");
  }
}

void read_subscribers(Section& section, Settings& settings) {
  auto& minimise = settings.minimise;
  for (const auto& text : section.texts("subscribers")) {
    const auto prefix = net::Prefix::parse(text);
    if (prefix.has_value()) {
      minimise.subscribers.push_back(*prefix);
    } else {
      section.problem("subscribers", prefix.error().message);
    }
  }
  minimise.off = section.text("off", "");
  const bool none = section.texts("subscribers").empty();
  if (none && minimise.off.empty()) {
    section.problem("subscribers",
                    "missing: list the prefixes of your customers, such as [\"198.51.100.0/24\"], "
                    "whose addresses are replaced by tokens; if addresses may be kept as they "
                    "are, say why with off = \"…\"");
  }
  if (!none && !minimise.off.empty()) {
    section.problem("off", "contradicts subscribers: keep one of the two");
  }
  settings.collect.subscribers = minimise.subscribers;
}

void read_minimise(Section section, Settings& settings) {
  auto& minimise = settings.minimise;
  read_subscribers(section, settings);
  minimise.epoch = section.duration("epoch", minimise.epoch, kHour, 366 * kDay);
  minimise.keys_in_file = section.choice("keys", "memory", {"memory", "file"}) == "file";
  minimise.keys_folder = settings.collect.state + "/keys";
}

// "https://a:8443 https://b:8443": one shard with two replicas.
std::vector<std::string> replicas_of(std::string_view text) {
  std::vector<std::string> replicas;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) replicas.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return replicas;
}

void read_clickhouse(Section section, StoreSettings& store) {
  for (const auto& text : section.texts("shards")) store.shards.push_back(replicas_of(text));
  store.database = section.text("database", "noroshi");
  store.user = section.text("user", "default");
  store.password_file = section.text("password_file", "");
  store.ca_file = section.text("ca_file", "");
  store.cluster = section.text("cluster", "");
  store.replication_path = section.text("replication_path", "");
  store.timeout = section.duration("timeout", store.timeout, kSecond, kHour);
  if (!store.clickhouse) return;
  if (store.shards.empty()) {
    section.problem("shards",
                    "missing: the servers, such as [\"http://127.0.0.1:8123\"]; the "
                    "replicas of one shard stand in one text, parted by spaces");
  }
  if (store.shards.size() > 1 && store.cluster.empty()) {
    section.problem("cluster",
                    "missing: several shards need the name that the servers give "
                    "their cluster (remote_servers)");
  }
}

void read_store(Section section, Settings& settings) {
  auto& store = settings.store;
  store.clickhouse = section.choice("kind", "embedded", {"embedded", "clickhouse"}) == "clickhouse";
  store.folder = section.text("folder", settings.collect.state + "/store");
  store.memory_limit = section.octets("memory_limit", store.memory_limit, 64 * kMiB, 1024 * kGiB);
  store.threads = static_cast<int>(section.whole("threads", store.threads, 1, 256));
  store.partition = section.duration("partition", store.partition, kMinute, kDay);
  store.journal_octets = section.octets("journal", store.journal_octets, kMiB, 64 * kGiB);
  store.journal_age = section.duration("journal_age", store.journal_age, kSecond, kHour);
  store.sync_interval = section.duration("sync", store.sync_interval, 0, kMinute);
  read_clickhouse(section.section("clickhouse"), store);
}

void read_retention(Section section, store::Retention& retention) {
  retention.flows = section.duration("flows", retention.flows, 0, kCentury);
  retention.pairs = section.duration("pairs", retention.pairs, 0, kCentury);
  retention.servers = section.duration("servers", retention.servers, 0, kCentury);
  retention.exposure = section.duration("exposure", retention.exposure, 0, kCentury);
}

void read_metrics(Section section, Settings& settings) {
  const auto text = section.text("listen", "");
  if (text.empty()) return;
  const auto where = collect::parse_host_port(text);
  if (where.has_value()) {
    settings.metrics = *where;
  } else {
    section.problem("listen", where.error().message);
  }
}

void read_panes(Section section, collect::Options& options) {
  options.panes_most_pairs = static_cast<std::uint64_t>(section.whole(
      "most_pairs", static_cast<std::int64_t>(options.panes_most_pairs), 1'000, 1'000'000'000));
  options.panes_linger = section.duration("linger", options.panes_linger, 0, kHour);
}

Result<Settings> read(base::Config config, const std::string& path) {
  Settings settings;
  settings.path = path;
  read_collect(config.section("collect"), settings.collect);
  read_minimise(config.section("minimise"), settings);
  read_panes(config.section("panes"), settings.collect);
  read_store(config.section("store"), settings);
  read_retention(config.section("retention"), settings.collect.retention);
  read_metrics(config.section("metrics"), settings);
  NOROSHI_CHECK(config.finish());
  return settings;
}

}  // namespace

Result<Settings> load_settings(const std::string& path) {
  return read(NOROSHI_TRY(base::Config::load(path)), path);
}

Result<Settings> parse_settings(std::string_view toml, const std::string& name) {
  return read(NOROSHI_TRY(base::Config::parse(toml, name)), name);
}

}  // namespace noroshi::cli
