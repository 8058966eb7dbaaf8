// CommitQueue: answers that wait for the log, and leave together when the disk has it.
//
// One thread of its own appends everything that waits in one go, so that a sync of the disk serves
// all of it.  A token whose entry could not be written never leaves.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "trust/log/ledger.hpp"

namespace noroshi::stamp {

class CommitQueue {
 public:
  /// The index in the log, or why there is none; called once, on the queue's thread.
  using Done = std::function<void(const Result<std::uint64_t>&)>;

  CommitQueue(tlog::Ledger& ledger, std::size_t most);
  /// What waits is written, and answered, before it goes.
  ~CommitQueue();
  CommitQueue(const CommitQueue&) = delete;
  CommitQueue& operator=(const CommitQueue&) = delete;

  /// False, and `done` never called, when too many wait already.
  [[nodiscard]] bool add(std::string entry, Done done);

 private:
  void run();
  void commit(const std::vector<std::string>& entries, const std::vector<Done>& waiting);

  tlog::Ledger& ledger_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> entries_;
  std::vector<Done> waiting_;  // one for each of `entries_`
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace noroshi::stamp
