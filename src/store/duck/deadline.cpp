#include "store/duck/deadline.hpp"

#include <chrono>

namespace noroshi::duck {

Deadline::Deadline(duckdb_connection connection, base::Micros patience) {
  if (patience <= 0) return;
  clock_ = std::thread([this, connection, patience] { wait(connection, patience); });
}

Deadline::~Deadline() { passed(); }

bool Deadline::passed() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  over_.notify_all();
  if (clock_.joinable()) clock_.join();
  return passed_;
}

void Deadline::wait(duckdb_connection connection, base::Micros patience) {
  std::unique_lock lock(mutex_);
  passed_ = !over_.wait_for(lock, std::chrono::microseconds(patience), [this] { return done_; });
  // A statement that begins just then clears the interruption: once more until it has ended.
  while (!done_) {
    duckdb_interrupt(connection);
    over_.wait_for(lock, std::chrono::milliseconds(10), [this] { return done_; });
  }
}

}  // namespace noroshi::duck
