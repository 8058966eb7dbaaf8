// Turnstile: how many costly questions run at once.
//
// A question that is answered by reading millions of rows keeps a thread of the server for seconds.
// Some may run, a few more may wait for a short while, all further ones are turned away at once, so
// that a hub whose flow store is slow goes on answering everything else.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "base/time.hpp"

namespace noroshi::hub {

class Turnstile {
 public:
  Turnstile(int at_once, int waiting, base::Micros patience);

  /// Whoever holds it is inside.
  class Pass {
   public:
    explicit Pass(Turnstile& turnstile) : turnstile_(&turnstile) {}
    Pass(Pass&& other) noexcept : turnstile_(std::exchange(other.turnstile_, nullptr)) {}
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (turnstile_ != nullptr) turnstile_->leave();
    }

   private:
    Turnstile* turnstile_;
  };
  /// Nothing: too many are inside or before it, or the wait was too long.
  std::optional<Pass> enter();

 private:
  void leave();

  const int at_once_;
  const int most_waiting_;
  const base::Micros patience_;
  std::mutex mutex_;
  std::condition_variable free_;
  int inside_ = 0;
  int waiting_ = 0;
};

}  // namespace noroshi::hub
