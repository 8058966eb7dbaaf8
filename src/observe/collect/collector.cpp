#include "observe/collect/collector.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "io/clock.hpp"
#include "io/durable.hpp"
#include "observe/collect/pane_repair.hpp"

namespace noroshi::collect {
namespace {

constexpr base::Micros kLedgerLine = base::kMinute;

std::string templates_folder(const Options& options) { return options.state + "/templates"; }
std::string templates_path(const Options& options) {
  return templates_folder(options) + "/sessions";
}

std::string text(std::uint64_t number) { return fmt::format("{}", number); }

}  // namespace

Collector::Collector(const Options& options, const Parts& parts)
    : options_(options),
      parts_(parts),
      started_(io::wall_clock()),
      rules_(std::make_shared<const Rules>(options)),
      outbox_(options.workers, options.most_batches) {}

Collector::~Collector() {
  if (books_.joinable()) stop();  // else it has never begun, or has ended
}

Result<std::unique_ptr<Collector>> Collector::start(const Options& options, const Parts& parts) {
  auto made = std::unique_ptr<Collector>(new Collector(options, parts));
  auto opened = made->open();
  if (!opened.has_value()) return std::move(opened).error();
  return made;
}

// Listeners open first of all threads: if one cannot, nothing has begun; what they receive waits in
// the queue until the decoders move.
Status Collector::open() {
  NOROSHI_CHECK(io::make_folder(options_.state));
  NOROSHI_CHECK(io::make_folder(templates_folder(options_)));
  exporters_ = NOROSHI_TRY(ExporterNumbers::open(options_.state));
  for (std::size_t i = 0; i < options_.workers; ++i) {
    intakes_.all.push_back(
        std::make_unique<Intake>(options_.queue / options_.workers, options_.when_full));
    workers_.push_back(std::make_unique<Worker>(Worker::Parts{
        i, *intakes_.all[i], outbox_, rules_, *exporters_, parts_.epochs, options_, parts_.log}));
  }
  restore_templates();
  listeners_ = NOROSHI_TRY(open_listeners(options_.listen, options_.tls));
  repair_panes();
  writer_ = std::make_unique<StoreWriter>(parts_.store, outbox_, *exporters_, parts_.log);
  keeper_ = std::make_unique<StoreKeeper>(parts_.store, options_.retention, parts_.log);
  for (auto& worker : workers_) worker->start();
  write_health(health());
  books_ = std::thread([this] { keep_books(); });
  return {};
}

void Collector::restore_templates() {
  const auto file = io::read_file(templates_path(options_));
  if (!file.has_value()) return;  // none yet
  auto sessions = read_sessions(*file);
  if (!sessions.has_value()) {
    parts_.log(Level::Warning, "saved templates are left alone; they come again",
               {{"file", templates_path(options_)}, {"problem", sessions.error().message}});
    return;
  }
  std::vector<std::vector<SavedSession>> shares(workers_.size());
  for (auto& session : *sessions) {
    shares[intakes_.index_of(session.address)].push_back(std::move(session));
  }
  for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->restore(std::move(shares[i]));
  parts_.log(Level::Info, "templates restored", {{"sessions", text(sessions->size())}});
}

// After a run whose last word was not that it stopped.  The flows are there: a failure costs sums.
void Collector::repair_panes() {
  const auto file = io::read_file(health_path(options_.state));
  if (!parts_.sole_writer || !file.has_value()) return;  // or it is the first run
  const auto last = parse_health(*file);
  if (last.has_value() && last->stopped) return;
  const auto alive = last.has_value() ? last->now : started_;
  const auto repaired =
      collect::repair_panes(parts_.store, first_repairable(alive, options_.retention, started_));
  if (!repaired.has_value()) {
    parts_.log(Level::Error, "panes of the former run stay as they are",
               {{"problem", repaired.error().message}});
    return;
  }
  parts_.log(Level::Info, "panes of the former run completed",
             {{"panes", text(repaired->panes)},
              {"pairs", text(repaired->pairs)},
              {"servers", text(repaired->servers)}});
}

Result<Collector::Open> Collector::open_listener(const Listen& listen,
                                                 const std::optional<socket::TlsFiles>& tls) {
  auto receiver = NOROSHI_TRY(
      start_receiver(listen, tls, {intakes_, rules_, options_.receive_buffer, parts_.log}));
  const auto health = receiver->health();
  if (health.asked > 0 && health.buffer < health.asked) {
    parts_.log(Level::Warning, "the kernel gave a smaller buffer; raise net.core.rmem_max",
               {{"listener", health.where},
                {"asked", text(health.asked)},
                {"granted", text(health.buffer)}});
  }
  parts_.log(Level::Info, "listening", {{"listener", health.where}});
  return Open{listen, std::move(receiver)};
}

Result<std::vector<Collector::Open>> Collector::open_listeners(
    const std::vector<Listen>& wanted, const std::optional<socket::TlsFiles>& tls) {
  std::vector<Open> opened;
  for (const auto& listen : wanted) opened.push_back(NOROSHI_TRY(open_listener(listen, tls)));
  return opened;
}

ListenerHealth Collector::close_listener(Open& open) {
  open.receiver->close();
  auto health = open.receiver->health();
  closed_kernel_drops_ += health.kernel_drops;
  closed_refused_ += open.receiver->refused();
  parts_.log(Level::Info, "listener closed", {{"listener", health.where}});
  return health;
}

// What can fail comes first: new listeners, then certificates.  Only then anything changes.
Status Collector::reload(const Options& options) {
  const std::lock_guard reloading(reload_mutex_);
  const auto wanted = [&](const Open& open) {
    return std::find(options.listen.begin(), options.listen.end(), open.listen) !=
           options.listen.end();
  };
  std::vector<Listen> added;
  for (const auto& listen : options.listen) {
    const bool there = std::any_of(listeners_.begin(), listeners_.end(),
                                   [&](const Open& open) { return open.listen == listen; });
    if (!there) added.push_back(listen);
  }
  auto opened = NOROSHI_TRY(open_listeners(added, options.tls));
  if (options.tls) {
    for (auto& open : listeners_) NOROSHI_CHECK(open.receiver->reload(*options.tls));
  }
  rules_.post(std::make_shared<const Rules>(options));
  keeper_->set_retention(options.retention);
  for (const auto& key : needs_restart(options_, options)) {
    parts_.log(Level::Warning, "this change waits for a restart", {{"key", key}});
  }
  std::vector<Open> closing;
  {
    const std::lock_guard lock(listeners_mutex_);
    const auto kept = std::stable_partition(listeners_.begin(), listeners_.end(), wanted);
    std::move(kept, listeners_.end(), std::back_inserter(closing));
    listeners_.erase(kept, listeners_.end());
    std::move(opened.begin(), opened.end(), std::back_inserter(listeners_));
    for (auto& open : closing) close_listener(open);
  }
  parts_.log(
      Level::Info, "configuration taken over",
      {{"exporters", text(options.exporters.size())}, {"listeners", text(options.listen.size())}});
  return {};
}

Health Collector::gather() const {
  Health health;
  health.version = parts_.version;
  health.started = started_;
  health.now = io::wall_clock();
  for (const auto& worker : workers_) {
    auto report = worker->report();
    health.totals.add(report.totals);
    std::move(report.exporters.begin(), report.exporters.end(),
              std::back_inserter(health.exporters));
    std::move(report.strangers.begin(), report.strangers.end(),
              std::back_inserter(health.strangers));
  }
  std::sort(health.exporters.begin(), health.exporters.end(),
            [](const auto& one, const auto& other) { return one.number < other.number; });
  for (const auto& intake : intakes_.all) health.queue_bound += intake->bound();
  if (writer_) health.store = writer_->health();
  if (keeper_) keeper_->add_to(health.store);
  const std::lock_guard lock(listeners_mutex_);
  health.totals.kernel_drops = closed_kernel_drops_;
  health.totals.refused_streams = closed_refused_;
  for (const auto& open : listeners_) {
    health.listeners.push_back(open.receiver->health());
    health.totals.kernel_drops += health.listeners.back().kernel_drops;
    health.totals.refused_streams += open.receiver->refused();
  }
  return health;
}

Health Collector::health() const {
  auto health = gather();
  const std::lock_guard lock(rates_mutex_);
  for (auto& exporter : health.exporters) {
    const auto rate = rates_.find(exporter.number);
    if (rate != rates_.end()) exporter.records_per_second = rate->second.per_second;
  }
  return health;
}

bool Collector::alive(base::Micros patience) const {
  const auto now = io::steady_clock();
  const auto moves = [&](base::Micros beat) { return now - beat <= patience; };
  return moves(writer_->last_beat()) &&
         std::all_of(workers_.begin(), workers_.end(),
                     [&](const auto& worker) { return moves(worker->last_beat()); });
}

void Collector::update_rates(const Health& health, base::Micros passed) {
  const double seconds = std::max(base::seconds(passed), 0.001);
  const double weight = 1 - std::exp(-seconds / 10);
  const std::lock_guard lock(rates_mutex_);
  for (const auto& exporter : health.exporters) {
    auto& rate = rates_[exporter.number];
    const auto records = exporter.ledger.records;
    const double lately = static_cast<double>(records - rate.records) / seconds;
    rate.per_second += weight * (lately - rate.per_second);
    rate.records = records;
  }
}

void Collector::write_health(const Health& health) {
  const auto written =
      io::replace_file(health_path(options_.state), to_json(health), io::Durable::No);
  if (!written.has_value() && !health_failing_) {
    parts_.log(Level::Error, "health cannot be written", {{"problem", written.error().message}});
  }
  health_failing_ = !written.has_value();
}

void Collector::write_templates() {
  std::vector<SavedSession> sessions;
  for (const auto& worker : workers_) {
    auto saved = worker->saved_sessions();
    std::move(saved.begin(), saved.end(), std::back_inserter(sessions));
  }
  auto file = write_sessions(sessions);
  if (sessions.empty() || file == templates_written_) return;
  const auto written = io::replace_file(templates_path(options_), file, io::Durable::Yes);
  if (!written.has_value()) {
    parts_.log(Level::Error, "templates cannot be saved", {{"problem", written.error().message}});
    return;
  }
  templates_written_ = std::move(file);
}

void Collector::log_ledger(std::string_view event, const Health& health) {
  const auto& t = health.totals;
  const auto& l = t.decoding.ledger;
  std::vector<Field> fields{{"received", text(t.received)},
                            {"kernel_drops", text(t.kernel_drops)},
                            {"waiting", text(t.waiting)},
                            {"decoded", text(l.decoded)},
                            {"rejected_messages", text(sum(t.decoding.rejected_messages))}};
  for (std::size_t i = 0; i < kDropped; ++i) {
    fields.push_back({label_of(static_cast<Dropped>(i)), text(t.dropped[i])});
  }
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, std::uint64_t>>{
           {"records", l.records},
           {"options", l.options},
           {"rejected_records", sum(t.decoding.rejected_records)},
           {"skipped_records", sum(t.decoding.skipped_records)},
           {"flows", l.flows},
           {"stored", t.stored},
           {"given_up", t.given_up},
           {"unkept", t.unkept},
           {"flows_waiting", t.flows_waiting},
           {"lost_records", l.lost_records},
           {"lost_messages", l.lost_messages}}) {
    fields.push_back({key, text(value)});
  }
  const auto wrong = health.discrepancies();
  fields.push_back({"exact", wrong.empty() ? "yes" : "no"});
  parts_.log(wrong.empty() ? Level::Info : Level::Error, event, fields);
  for (const auto& identity : wrong) {
    parts_.log(Level::Error, "the ledger does not add up; please report it",
               {{"identity", identity}});
  }
}

void Collector::keep_books() {
  auto last = io::steady_clock();
  auto next_line = last + kLedgerLine;
  auto next_save = last + options_.save;
  std::unique_lock lock(books_mutex_);
  while (!books_wake_.wait_for(lock, std::chrono::seconds(1), [&] { return books_stop_; })) {
    const auto now = io::steady_clock();
    // Keys are destroyed in time also while nothing arrives; a decoder tells if there is none.
    static_cast<void>(parts_.epochs.key(io::wall_clock()).has_value());
    update_rates(gather(), now - std::exchange(last, now));
    const auto current = health();
    write_health(current);
    if (now >= next_line) {
      next_line = now + kLedgerLine;
      log_ledger("ledger", current);
    }
    if (now >= next_save) {
      next_save = now + options_.save;
      write_templates();
    }
  }
}

Health Collector::stop() {
  if (stopped_) return last_;
  stopped_ = true;
  {
    const std::lock_guard lock(books_mutex_);
    books_stop_ = true;
  }
  books_wake_.notify_all();
  books_.join();
  writer_->give_up_after(options_.drain);
  std::vector<ListenerHealth> listeners;
  {
    const std::lock_guard lock(listeners_mutex_);
    for (auto& open : listeners_) listeners.push_back(close_listener(open));
    listeners_.clear();
  }
  for (auto& intake : intakes_.all) intake->close();
  for (auto& worker : workers_) worker->join();
  writer_->join();
  keeper_->join();
  for (auto& worker : workers_) worker->settle();
  last_ = health();
  last_.stopped = true;
  last_.listeners = std::move(listeners);
  write_templates();
  write_health(last_);
  log_ledger("stopped", last_);
  return last_;
}

}  // namespace noroshi::collect
