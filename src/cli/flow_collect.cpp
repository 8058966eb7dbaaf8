// `noroshi flow collect`: the collector as a program, from its configuration to its last word.
//
// SIGTERM and Ctrl-C drain and end it, SIGHUP reads the configuration again; a configuration that
// is wrong changes nothing.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <thread>
#include <unistd.h>

#include "cli/collect_log.hpp"
#include "cli/exit_status.hpp"
#include "cli/interrupt.hpp"
#include "cli/open_store.hpp"
#include "cli/progress.hpp"
#include "cli/service_manager.hpp"
#include "cli/settings.hpp"
#include "cli/subcommands.hpp"
#include "cli/version.hpp"
#include "io/clock.hpp"
#include "observe/collect/collector.hpp"
#include "observe/collect/metrics.hpp"

namespace noroshi::cli {
namespace {

using collect::Level;

constexpr auto kNap = std::chrono::milliseconds(100);
constexpr base::Micros kStatusEvery = 10 * base::kSecond;
/// A thread that shows nothing for so long, beyond what one request to the store may take, hangs.
constexpr base::Micros kPatience = 30 * base::kSecond;

Status check_file(const std::string& path, std::string_view key) {
  if (path.empty() || ::access(path.c_str(), R_OK) == 0) return {};
  return base::system_error(fmt::format("{}: {}", key, path));
}

// What the text of the file alone does not show.
Status check_files(const Settings& settings) {
  if (settings.collect.tls) {
    NOROSHI_CHECK(check_file(settings.collect.tls->certificate, "collect.tls.certificate"));
    NOROSHI_CHECK(check_file(settings.collect.tls->key, "collect.tls.key"));
    NOROSHI_CHECK(check_file(settings.collect.tls->client_ca, "collect.tls.client_ca"));
  }
  NOROSHI_CHECK(check_file(settings.store.password_file, "store.clickhouse.password_file"));
  return check_file(settings.store.ca_file, "store.clickhouse.ca_file");
}

Result<int> check(const Settings& settings, Context& context) {
  static constexpr Text kSound{"{}: sound; exporters: {}, listeners: {}, subscriber prefixes: {}\n",
                               "{}: 問題ありません。エクスポーター: {}、待ち受け: {}、加入者プレフ"
                               "ィックス: {}\n"};
  NOROSHI_CHECK(check_files(settings));
  NOROSHI_CHECK(context.out.write(
      kSound.in(context.language, settings.path, settings.collect.exporters.size(),
                settings.collect.listen.size(), settings.minimise.subscribers.size())));
  return kDone;
}

Result<std::unique_ptr<minimise::Epochs>> open_epochs(const Settings& settings) {
  const auto keep = settings.minimise.keys_in_file ? minimise::Epochs::Keep::File
                                                   : minimise::Epochs::Keep::Memory;
  return minimise::Epochs::open(keep, settings.minimise.keys_folder, settings.minimise.epoch,
                                io::wall_clock());
}

// Keys that only a restart takes over, beyond those that the collector knows.
std::vector<std::string_view> needs_restart(const Settings& running, const Settings& wanted) {
  std::vector<std::string_view> keys;
  const auto& s = running.store;
  const auto& w = wanted.store;
  if (s.clickhouse != w.clickhouse || s.folder != w.folder || s.shards != w.shards ||
      s.database != w.database || s.memory_limit != w.memory_limit || s.partition != w.partition) {
    keys.emplace_back("store");
  }
  if (running.minimise.epoch != wanted.minimise.epoch ||
      running.minimise.keys_in_file != wanted.minimise.keys_in_file) {
    keys.emplace_back("minimise");
  }
  const auto place = [](const Settings& of) {
    return of.metrics ? collect::to_string(of.metrics->address, of.metrics->port) : "";
  };
  if (place(running) != place(wanted)) keys.emplace_back("metrics.listen");
  return keys;
}

class Service {
 public:
  Service(Settings settings, collect::Log log)
      : settings_(std::move(settings)), log_(std::move(log)) {}

  Status start();
  void serve();
  Result<int> stop();

 private:
  void reload();
  Status take_over();
  void tell_manager();
  [[nodiscard]] bool alive() const {
    return collector_->alive(kPatience +
                             (settings_.store.clickhouse ? settings_.store.timeout : 0));
  }

  Settings settings_;
  collect::Log log_;
  ServiceManager manager_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<minimise::Epochs> epochs_;
  std::unique_ptr<collect::Collector> collector_;
  std::unique_ptr<http::Server> metrics_;
  base::Micros next_status_ = 0;
  base::Micros next_watchdog_ = 0;
};

Status Service::start() {
  if (!settings_.minimise.off.empty()) {
    log_(Level::Warning, "addresses of subscribers are kept as they are",
         {{"reason", settings_.minimise.off}});
  }
  store_ = NOROSHI_TRY(open_store(settings_.store, Access::Write));
  epochs_ = NOROSHI_TRY(open_epochs(settings_));
  collector_ = NOROSHI_TRY(collect::Collector::start(
      settings_.collect,
      {*store_, *epochs_, log_, std::string(kVersion), !settings_.store.clickhouse}));
  if (settings_.metrics) {
    auto served = collect::serve_metrics(
        *settings_.metrics, {[this] { return collector_->health(); }, [this] { return alive(); }});
    if (!served.has_value()) {
      collector_->stop();
      return std::move(served).error();
    }
    metrics_ = std::move(*served);
    log_(Level::Info, "metrics served",
         {{"listen", collect::to_string(settings_.metrics->address, metrics_->port())}});
  }
  log_(Level::Info, "collecting", {{"store", store_->describe()}, {"config", settings_.path}});
  manager_.ready();
  return {};
}

Status Service::take_over() {
  auto wanted = NOROSHI_TRY(load_settings(settings_.path));
  NOROSHI_CHECK(check_files(wanted));
  NOROSHI_CHECK(collector_->reload(wanted.collect));
  for (const auto key : needs_restart(settings_, wanted)) {
    log_(Level::Warning, "this change waits for a restart", {{"key", std::string(key)}});
  }
  return {};
}

void Service::reload() {
  manager_.reloading();
  const auto taken = take_over();
  if (!taken.has_value()) {
    log_(Level::Error, "the new configuration is wrong; the old one stays",
         {{"problem", taken.error().message}});
  }
  manager_.ready();
}

void Service::tell_manager() {
  const auto now = io::steady_clock();
  // Fed only while decoders and store move: a hanging thread ends in a restart.
  if (manager_.watchdog_interval() > 0 && now >= next_watchdog_ && alive()) {
    manager_.watchdog();
    next_watchdog_ = now + manager_.watchdog_interval() / 3;
  }
  if (now < next_status_) return;
  next_status_ = now + kStatusEvery;
  const auto health = collector_->health();
  double rate = 0;
  for (const auto& exporter : health.exporters) rate += exporter.records_per_second;
  manager_.status(fmt::format("{} exporters, {:.0f} records/s, {} flows stored{}",
                              health.exporters.size(), rate, grouped(health.totals.stored),
                              collect::losses(health).empty() ? "" : ", with losses"));
}

void Service::serve() {
  while (!interrupted()) {
    if (reload_asked()) reload();
    tell_manager();
    std::this_thread::sleep_for(kNap);
  }
}

Result<int> Service::stop() {
  set_interrupted(false);  // asked for and done: no interruption
  manager_.stopping();
  metrics_.reset();
  const auto last = collector_->stop();
  if (!last.discrepancies().empty()) {
    return Error{Errc::Io, "the ledger does not add up, see the log; please report it"};
  }
  const auto given_up = last.totals.given_up + last.totals.summaries_given_up;
  if (given_up == 0) return kDone;
  return Error{Errc::Io, fmt::format("the store took no rows until the end; {} were dropped: {}",
                                     grouped(given_up), last.store.problem)};
}

}  // namespace

Result<int> run_flow_collect(const Arguments& arguments, Context& context) {
  if (arguments.given("--example-config")) {
    NOROSHI_CHECK(context.out.write(example_settings()));
    return kDone;
  }
  auto settings = NOROSHI_TRY(load_settings(arguments.word("--config").value()));
  if (arguments.given("--check")) return check(settings, context);
  NOROSHI_CHECK(check_files(settings));
  listen_for_reload();
  Service service(std::move(settings), make_collect_log());
  NOROSHI_CHECK(service.start());
  service.serve();
  return service.stop();
}

}  // namespace noroshi::cli
