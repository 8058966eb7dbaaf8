#include "observe/collect/store_writer.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <sys/resource.h>

#include "io/clock.hpp"

namespace noroshi::collect {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr base::Micros kFirstPause = 50 * base::kMillisecond;
constexpr base::Micros kLongestPause = 5 * base::kSecond;
constexpr base::Micros kEveryWord = base::kMinute;
constexpr base::Micros kExpireEvery = base::kMinute;
constexpr base::Micros kMeasureEvery = 5 * base::kSecond;

}  // namespace

StoreWriter::StoreWriter(store::Store& store, Outbox& outbox, ExporterNumbers& exporters, Log log)
    : store_(store), outbox_(outbox), exporters_(exporters), log_(std::move(log)) {
  health_.what = store_.describe();
  beat_.store(io::steady_clock());
  thread_ = std::thread([this] { run(); });
}

StoreWriter::~StoreWriter() {
  if (!thread_.joinable()) return;
  give_up_after(0);
  join();
}

void StoreWriter::give_up_after(base::Micros patience) {
  deadline_.store(io::steady_clock() + patience);
  hurry_.notify_all();
}

void StoreWriter::join() {
  closing_.store(true);
  if (thread_.joinable()) thread_.join();
}

StoreHealth StoreWriter::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

void StoreWriter::run() {
  for (;;) {
    const bool closing = closing_.load();  // before the look: what was put in earlier is seen
    beat_.store(io::steady_clock(), std::memory_order_relaxed);
    auto outgoing = outbox_.take(milliseconds(closing ? 0 : 100));
    if (!outgoing && closing) return;
    if (!outgoing) continue;
    const bool stored = write(*outgoing);
    outbox_.settle(std::move(*outgoing), stored);
  }
}

bool StoreWriter::write(const Outgoing& outgoing) {
  if (const auto* batch = std::get_if<model::FlowBatch>(&outgoing.rows)) {
    return append(store::rows_of(*batch));
  }
  if (const auto* exposure = std::get_if<model::ExposureBatch>(&outgoing.rows)) {
    return append(store::rows_of(*exposure));
  }
  const auto& panes = std::get<PaneRows>(outgoing.rows);
  return append(store::rows_of(panes.pairs)) && append(store::rows_of(panes.servers));
}

// A row's exporter number means something only once it is written down.
Status StoreWriter::attempt(const store::Rows& rows) {
  NOROSHI_CHECK(exporters_.save());
  return store_.append(rows);
}

bool StoreWriter::append(const store::Rows& rows) {
  if (rows.size == 0) return true;
  for (;;) {
    const auto appended = attempt(rows);
    if (!appended.has_value()) {
      if (!failed(appended.error())) return false;
      continue;
    }
    const std::lock_guard lock(mutex_);
    if (health_.failing) log_(Level::Info, "the store takes rows again", {{"store", health_.what}});
    health_.failing = false;
    health_.last_append = io::wall_clock();
    pause_ = 0;
    next_word_ = 0;
    return true;
  }
}

// Waits before the next try.  False: time to give up.
bool StoreWriter::failed(const Error& error) {
  std::unique_lock lock(mutex_);
  health_.failing = true;
  health_.problem = error.message;
  ++health_.failures;
  const auto now = io::steady_clock();
  beat_.store(now, std::memory_order_relaxed);
  if (now >= next_word_) {
    log_(Level::Error, "the store takes no rows; they are kept and tried again",
         {{"store", health_.what},
          {"problem", error.message},
          {"failures", fmt::format("{}", health_.failures)}});
    next_word_ = now + kEveryWord;
  }
  const auto deadline = deadline_.load();
  if (deadline != 0 && now >= deadline) return false;
  pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
  const auto until = now + (deadline == 0 ? pause_ : std::min(pause_, deadline - now));
  hurry_.wait_for(lock, microseconds(until - now),
                  [&] { return deadline_.load() != 0 && io::steady_clock() >= deadline_.load(); });
  return true;
}

StoreKeeper::StoreKeeper(store::Store& store, const store::Retention& retention, Log log)
    : store_(store), log_(std::move(log)), retention_(retention) {
  thread_ = std::thread([this] { run(); });
}

StoreKeeper::~StoreKeeper() { join(); }

void StoreKeeper::join() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stop_asked_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StoreKeeper::set_retention(const store::Retention& retention) {
  const std::lock_guard lock(mutex_);
  retention_ = retention;
}

void StoreKeeper::add_to(StoreHealth& health) const {
  const std::lock_guard lock(mutex_);
  health.tables = tables_;
  health.expired_rows = expired_;
}

bool StoreKeeper::stopping() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void StoreKeeper::run() {
  setpriority(PRIO_PROCESS, 0, 19);  // what is left over: journals can wait, datagrams cannot
  base::Micros next_expire = 0;
  base::Micros next_measure = 0;
  while (!stopping()) {
    const auto now = io::steady_clock();
    if (now >= next_expire) {
      next_expire = now + kExpireEvery;
      expire();
    }
    tend();
    if (now >= next_measure) {
      next_measure = now + kMeasureEvery;
      measure();
    }
    std::unique_lock lock(mutex_);
    stop_asked_.wait_for(lock, milliseconds(500), [&] { return stop_; });
  }
  measure();
}

void StoreKeeper::expire() {
  store::Retention retention;
  {
    const std::lock_guard lock(mutex_);
    retention = retention_;
  }
  const auto expired = store_.expire(retention, io::wall_clock());
  if (!expired.has_value()) {
    log_(Level::Error, "retention could not delete; it is tried again in a minute",
         {{"problem", expired.error().message}});
    return;
  }
  if (*expired > 0) log_(Level::Info, "retention deleted", {{"rows", fmt::format("{}", *expired)}});
  const std::lock_guard lock(mutex_);
  expired_ += *expired;
}

void StoreKeeper::tend() {
  while (!stopping()) {
    const auto more = store_.tend();
    if (!more.has_value()) {
      if (!failing_) {
        log_(Level::Error, "the store could not tidy up; it is tried again",
             {{"problem", more.error().message}});
      }
      failing_ = true;
      return;
    }
    failing_ = false;
    if (!*more) return;
  }
}

void StoreKeeper::measure() {
  for (std::size_t i = 0; i < store::kTables; ++i) {
    const auto health = store_.health(static_cast<store::TableId>(i));
    if (!health.has_value()) continue;
    const std::lock_guard lock(mutex_);
    tables_[i] = *health;
  }
}

}  // namespace noroshi::collect
