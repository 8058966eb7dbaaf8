#include "hub/turnstile.hpp"

#include <chrono>

namespace noroshi::hub {

Turnstile::Turnstile(int at_once, int waiting, base::Micros patience)
    : at_once_(at_once), most_waiting_(waiting), patience_(patience) {}

std::optional<Turnstile::Pass> Turnstile::enter() {
  std::unique_lock lock(mutex_);
  if (inside_ >= at_once_) {
    if (waiting_ >= most_waiting_) return std::nullopt;
    ++waiting_;
    const bool came_in = free_.wait_for(lock, std::chrono::microseconds(patience_),
                                        [this] { return inside_ < at_once_; });
    --waiting_;
    if (!came_in) return std::nullopt;
  }
  ++inside_;
  return Pass(*this);
}

void Turnstile::leave() {
  {
    const std::lock_guard lock(mutex_);
    --inside_;
  }
  free_.notify_one();
}

}  // namespace noroshi::hub
