// Deadline: a statement that is still at work after `patience` is interrupted.
//
// DuckDB looks for an interruption at each chunk of rows, so it ends within milliseconds.  A thread
// of its own keeps the time while the Deadline lives; the connection must outlive it.
#pragma once

#include <condition_variable>
#include <duckdb.h>
#include <mutex>
#include <thread>

#include "base/time.hpp"

namespace noroshi::duck {

class Deadline {
 public:
  /// 0: none.
  Deadline(duckdb_connection connection, base::Micros patience);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  /// It has interrupted.  No more interruptions come after this returns.
  bool passed();

 private:
  void wait(duckdb_connection connection, base::Micros patience);

  std::mutex mutex_;
  std::condition_variable over_;
  bool done_ = false;
  bool passed_ = false;
  std::thread clock_;
};

}  // namespace noroshi::duck
