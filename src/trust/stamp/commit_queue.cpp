#include "trust/stamp/commit_queue.hpp"

namespace noroshi::stamp {

CommitQueue::CommitQueue(tlog::Ledger& ledger, std::size_t most)
    : ledger_(ledger), most_(most), thread_([this] { run(); }) {}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool CommitQueue::add(std::string entry, Done done) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= most_ || ending_) return false;
  entries_.push_back(std::move(entry));
  waiting_.push_back(std::move(done));
  if (entries_.size() == 1) changed_.notify_one();
  return true;
}

void CommitQueue::run() {
  std::vector<std::string> entries;
  std::vector<Done> waiting;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !entries_.empty(); });
    if (entries_.empty()) return;
    entries.swap(entries_);
    waiting.swap(waiting_);
    lock.unlock();
    commit(entries, waiting);
    entries.clear();
    waiting.clear();
    lock.lock();
  }
}

void CommitQueue::commit(const std::vector<std::string>& entries,
                         const std::vector<Done>& waiting) {
  auto first = ledger_.append(entries);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    waiting[i](first ? Result<std::uint64_t>(*first + i) : first);
  }
}

}  // namespace noroshi::stamp
