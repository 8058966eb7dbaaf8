// The two threads that own the store: one writes, one tidies up.
//
// The writer appends what the outbox gives it.  A failing store is tried again with growing
// pauses, the rows are kept, and the log says so once and then every minute.  Only after `give_up`
// is what is left dropped and counted.  The keeper expires and compacts, with low priority, so
// that neither stands in the way of an append.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "observe/collect/exporter_numbers.hpp"
#include "observe/collect/health.hpp"
#include "observe/collect/log.hpp"
#include "observe/collect/outbox.hpp"
#include "store/store.hpp"

namespace noroshi::collect {

class StoreWriter {
 public:
  StoreWriter(store::Store& store, Outbox& outbox, ExporterNumbers& exporters, Log log);
  ~StoreWriter();

  /// From now on a failing store is tried for `patience` more, then its rows are dropped.
  void give_up_after(base::Micros patience);
  /// Writes what is left in the outbox and ends.
  void join();

  /// Without the tables, which the keeper knows.
  [[nodiscard]] StoreHealth health() const;
  [[nodiscard]] base::Micros last_beat() const { return beat_.load(std::memory_order_relaxed); }

 private:
  void run();
  bool write(const Outgoing& outgoing);
  bool append(const store::Rows& rows);
  Status attempt(const store::Rows& rows);
  bool failed(const Error& error);

  store::Store& store_;
  Outbox& outbox_;
  ExporterNumbers& exporters_;
  Log log_;
  std::atomic<base::Micros> beat_{0};
  std::atomic<base::Micros> deadline_{0};  // steady clock; 0: none
  std::atomic<bool> closing_{false};
  base::Micros pause_ = 0;
  base::Micros next_word_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable hurry_;
  StoreHealth health_;
  std::thread thread_;
};

class StoreKeeper {
 public:
  StoreKeeper(store::Store& store, const store::Retention& retention, Log log);
  ~StoreKeeper();

  void set_retention(const store::Retention& retention);
  void join();

  /// Adds what it knows: sizes of the tables, rows expired.
  void add_to(StoreHealth& health) const;

 private:
  void run();
  void expire();
  void tend();
  void measure();
  [[nodiscard]] bool stopping() const;

  store::Store& store_;
  Log log_;
  mutable std::mutex mutex_;
  std::condition_variable stop_asked_;
  bool stop_ = false;
  bool failing_ = false;
  store::Retention retention_;
  std::uint64_t expired_ = 0;
  std::array<store::TableHealth, store::kTables> tables_{};
  std::thread thread_;
};

}  // namespace noroshi::collect
