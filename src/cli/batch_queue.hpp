// A bounded queue of batches between the thread that reads and the one that works.
//
// Exactly one thread puts and one takes.  Used batches travel back and are filled again, so that
// their memory is allocated once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "model/flow_batch.hpp"

namespace noroshi::cli {

class BatchQueue {
 public:
  explicit BatchQueue(std::size_t capacity) : capacity_(capacity) {}

  /// An empty batch to fill.
  model::FlowBatch blank();

  /// Waits for room.  False: the taker has left, stop.
  bool put(model::FlowBatch batch);

  /// The putter's last word.
  void close();

  /// Waits up to `patience` for a batch.  Nothing: none came in time, or (see `ended`) none will.
  std::optional<model::FlowBatch> take(std::chrono::milliseconds patience);

  /// Closed, and everything has been taken.
  bool ended();

  /// Gives a used batch back.
  void give_back(model::FlowBatch batch);

  /// The taker's last word: whoever puts, stops.
  void leave();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<model::FlowBatch> full_;
  std::vector<model::FlowBatch> blank_;
  std::size_t capacity_;
  bool closed_ = false;
  bool left_ = false;
};

}  // namespace noroshi::cli
