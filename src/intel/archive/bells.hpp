// Bells: who wants to hear that there are new events.
//
// A commit of this process rings at once; what another process committed is noticed by asking for
// the newest number five times a second, on both engines, while anybody listens.  That costs one
// look at the end of an index, and works where LISTEN/NOTIFY does not (SQLite, connection poolers).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "io/sql/database.hpp"

namespace noroshi::archive {

class Bells {
 public:
  explicit Bells(sql::Database& database);
  ~Bells();
  Bells(const Bells&) = delete;
  Bells& operator=(const Bells&) = delete;

  /// Silent again once what it returns is gone and no ring of it is running.
  std::shared_ptr<void> hang(std::function<void()> bell);

  /// Rings all, if `newest` is news.
  void ring(std::int64_t newest);

 private:
  struct Bell;
  void watch();
  bool wait_a_moment();

  sql::Database& database_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::weak_ptr<Bell>> bells_;  // guarded by `mutex_`
  std::int64_t newest_ = 0;                 // guarded by `mutex_`
  bool ends_ = false;                       // guarded by `mutex_`
  std::thread watcher_;                     // runs once anybody listened
};

}  // namespace noroshi::archive
