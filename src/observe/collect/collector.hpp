// Collector: sockets → queue → decoders → batches → store, and the books of all of it.
//
//   receiver threads ──► Intake ──► Worker ──► Outbox ──► StoreWriter ──► Store
//   one a listener       bounded    decode     bounded    append          StoreKeeper: expire, tend
//                        drops      minimise   waits                      (low priority)
//                        by policy  panes
//
// Back-pressure goes from right to left; only the intake ever drops, and counts what it drops.
// What must stay true: at every instant everything received is stored, dropped for a named reason,
// or in a known place (ledger.hpp); after `stop` nothing is left in any place.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "observe/collect/health.hpp"
#include "observe/collect/log.hpp"
#include "observe/collect/options.hpp"
#include "observe/collect/receiver.hpp"
#include "observe/collect/store_writer.hpp"
#include "observe/collect/worker.hpp"
#include "observe/minimise/minimiser.hpp"
#include "store/store.hpp"

namespace noroshi::collect {

class Collector {
 public:
  struct Parts {
    store::Store& store;
    minimise::Epochs& epochs;
    Log log;
    std::string version;
    /// Nobody else writes to the store: what a killed run left undone can be told from what another
    /// collector is about to do.
    bool sole_writer = false;
  };

  /// Everything runs when it returns.  `parts` must outlive the collector.
  static Result<std::unique_ptr<Collector>> start(const Options& options, const Parts& parts);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  /// Takes over what can be taken over (options.hpp).  An Error leaves everything as it was.
  Status reload(const Options& options);

  /// As of now; any thread may ask.
  [[nodiscard]] Health health() const;

  /// Every thread has shown within `patience` that it moves.
  [[nodiscard]] bool alive(base::Micros patience) const;

  /// Closes the listeners, decodes what was received, stores it, saves the state.  The Health is
  /// the last one: nothing waits any more, and what the store refused until the end is counted.
  Health stop();

 private:
  struct Rate {
    std::uint64_t records = 0;
    double per_second = 0;
  };
  struct Open {
    Listen listen;  // as configured: port 0 stays 0
    std::unique_ptr<Receiver> receiver;
  };

  Collector(const Options& options, const Parts& parts);
  Status open();
  void restore_templates();
  void repair_panes();
  Result<std::vector<Open>> open_listeners(const std::vector<Listen>& wanted,
                                           const std::optional<socket::TlsFiles>& tls);
  Result<Open> open_listener(const Listen& listen, const std::optional<socket::TlsFiles>& tls);
  ListenerHealth close_listener(Open& open);
  void keep_books();
  void update_rates(const Health& health, base::Micros passed);
  void write_health(const Health& health);
  void write_templates();
  void log_ledger(std::string_view event, const Health& health);
  [[nodiscard]] Health gather() const;

  Options options_;
  const Parts parts_;
  const base::Micros started_;
  RulesBoard rules_;
  Intakes intakes_;
  Outbox outbox_;
  std::unique_ptr<ExporterNumbers> exporters_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<StoreWriter> writer_;
  std::unique_ptr<StoreKeeper> keeper_;
  mutable std::mutex listeners_mutex_;
  std::vector<Open> listeners_;
  std::uint64_t closed_kernel_drops_ = 0;  // of listeners that a reload took away
  std::uint64_t closed_refused_ = 0;
  std::mutex reload_mutex_;
  mutable std::mutex rates_mutex_;
  std::unordered_map<std::uint32_t, Rate> rates_;
  std::string templates_written_;
  bool health_failing_ = false;
  std::mutex books_mutex_;
  std::condition_variable books_wake_;
  bool books_stop_ = false;
  std::thread books_;
  bool stopped_ = false;
  Health last_;
};

}  // namespace noroshi::collect
