// Outbox: what the decoders made, on its way to the store.
//
// Bounded in batches: a decoder that finds no room waits, its queue fills, and the queue drops by
// policy.  Everything that was put in is answered for by its `origin` (which decoder made it):
//   flows and pane rows:  offered = stored + given up + waiting
// where waiting includes the batch that is being written.  One thread takes; origins offer.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "model/flow_batch.hpp"
#include "model/pane.hpp"

namespace noroshi::collect {

/// A slice of finished panes.
struct PaneRows {
  model::PairBatch pairs;
  model::ServerBatch servers;
};

struct Outgoing {
  std::size_t origin = 0;
  std::variant<model::FlowBatch, PaneRows, model::ExposureBatch> rows;

  [[nodiscard]] bool flows() const { return rows.index() == 0; }
  [[nodiscard]] std::uint64_t size() const;
};

class Outbox {
 public:
  struct Side {
    std::uint64_t waiting = 0;
    std::uint64_t stored = 0;
    std::uint64_t given_up = 0;
  };
  struct Counts {
    Side flows;
    Side summaries;  ///< rows of pairs, servers and exposure
  };

  Outbox(std::size_t origins, std::size_t most_batches);

  /// Takes the rows, or waits; false when there was no room in time, and `outgoing` is untouched.
  bool offer(Outgoing& outgoing, std::chrono::milliseconds patience);

  /// Summaries would find room now.
  [[nodiscard]] bool room_for_summaries() const;

  /// The oldest; nothing when none came in time.
  std::optional<Outgoing> take(std::chrono::milliseconds patience);

  /// What became of something that `take` gave out.
  void settle(Outgoing done, bool stored);

  /// An empty batch, with memory of an earlier one if there is any.
  model::FlowBatch fresh_batch();

  [[nodiscard]] Counts counts(std::size_t origin) const;
  [[nodiscard]] std::size_t waiting_batches() const;

 private:
  [[nodiscard]] bool room(bool flows) const { return (flows ? batches_ : slices_) < most_; }

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::deque<Outgoing> queue_;
  std::size_t batches_ = 0;  // of flows, those being written too
  std::size_t slices_ = 0;   // everything else
  std::vector<Counts> counts_;
  std::vector<model::FlowBatch> spare_;
};

}  // namespace noroshi::collect
