// Worker: one thread that decodes messages, minimises, sums up into panes, and fills batches.
//
// A worker owns everything of its exporters, so nothing is locked per record.  Its report is made
// between two parcels, where every message and record is either done with or in a known place:
// that is what makes the ledger exact while it runs, not only at the end.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "io/clock.hpp"
#include "observe/collect/intake.hpp"
#include "observe/collect/log.hpp"
#include "observe/collect/outbox.hpp"
#include "observe/collect/sessions.hpp"
#include "observe/minimise/minimiser.hpp"
#include "observe/panes/panes.hpp"

namespace noroshi::collect {

class Worker {
 public:
  struct Parts {
    std::size_t number = 0;  ///< its origin in the outbox
    Intake& intake;
    Outbox& outbox;
    RulesBoard& rules;
    ExporterNumbers& exporters;
    minimise::Epochs& epochs;
    const Options& options;
    Log log;
  };
  /// What is known of a worker between two parcels.
  struct Report {
    Totals totals;
    std::vector<ExporterHealth> exporters;
    std::vector<net::Address> strangers;
  };

  explicit Worker(const Parts& parts);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Before `start`.
  void restore(std::vector<SavedSession> saved) {
    sessions_.restore(std::move(saved), io::wall_clock());
  }

  void start();
  /// Decodes what is still in the intake, gives everything to the outbox, ends the thread.  The
  /// intake must be closed.
  void join();

  /// After `join` and once the outbox is empty: what became of the last rows.
  void settle() { publish(); }

  [[nodiscard]] Report report() const;
  [[nodiscard]] std::vector<SavedSession> saved_sessions() const;
  /// When it last showed that it moves (steady clock).
  [[nodiscard]] base::Micros last_beat() const { return beat_.load(std::memory_order_relaxed); }

 private:
  void run();
  void beat() { beat_.store(io::steady_clock(), std::memory_order_relaxed); }
  void decode(const Parcel& parcel);
  void keep(std::size_t from, base::Micros now);
  bool offer_batch();
  void send_batch();
  void send(Outgoing outgoing);
  void send_when_due(base::Micros now);
  void tick(base::Micros now);
  void send_exposure(base::Micros now);
  void finish();
  void publish();
  panes::Sink pane_sink(bool patient);

  Parts parts_;
  std::shared_ptr<const Rules> rules_;
  std::uint64_t rules_version_;
  Sessions sessions_;
  minimise::Minimiser minimiser_;
  panes::Panes panes_;
  model::FlowBatch batch_;
  base::Micros batch_since_ = 0;  // steady clock
  base::Micros next_tick_ = 0;    // steady clock
  base::Micros next_save_ = 0;
  base::Micros next_exposure_ = 0;
  std::uint64_t unkept_ = 0;
  std::uint64_t in_hand_ = 0;  // flows that wait for room in the outbox
  std::uint64_t summaries_in_hand_ = 0;
  bool key_failing_ = false;

  mutable std::mutex report_mutex_;
  Report report_;
  std::vector<SavedSession> saved_;
  std::atomic<base::Micros> beat_{0};
  std::thread thread_;
};

}  // namespace noroshi::collect
