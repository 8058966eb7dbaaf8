// Turn: whose turn it is to write, among the connections of one process.
//
// SQLite's own lock is taken by polling, with sleeps of up to 100 ms between attempts; here the
// next writer wakes as soon as the one before is done.  Other processes are still kept apart by
// SQLite's lock.  A turn may end on another thread than it began on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/time.hpp"

namespace noroshi::sql {

class Turn {
 public:
  /// False when it was not free within `patience`.
  bool take(base::Micros patience) {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, std::chrono::microseconds(patience), [&] { return !taken_; })) {
      return false;
    }
    taken_ = true;
    return true;
  }

  void give() {
    {
      const std::lock_guard lock(mutex_);
      taken_ = false;
    }
    freed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  bool taken_ = false;
};

}  // namespace noroshi::sql
