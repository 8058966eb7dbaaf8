// How many datagrams an exporter may send: so many a second, and one second's worth at once.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.hpp"

namespace noroshi::collect {

class TokenBucket {
 public:
  explicit TokenBucket(std::uint32_t per_second) { set_rate(per_second); }

  /// A new rate; what is left stays, up to the new burst.
  void set_rate(std::uint32_t per_second) {
    rate_ = per_second;
    left_ = started_ ? std::min(left_, full()) : full();
  }

  /// One datagram at `now`: does it pass?  A clock that goes back gives nothing and takes nothing.
  bool take(base::Micros now) {
    if (started_ && now > last_) {
      const auto passed = std::min<base::Micros>(now - last_, base::kSecond);
      left_ = std::min(full(), left_ + static_cast<std::uint64_t>(passed) * rate_);
    }
    started_ = true;
    last_ = now;
    if (left_ < kOne) return false;
    left_ -= kOne;
    return true;
  }

 private:
  static constexpr std::uint64_t kOne = base::kSecond;  // a token, in microseconds × rate
  [[nodiscard]] std::uint64_t full() const { return kOne * std::max<std::uint64_t>(rate_, 1); }

  std::uint32_t rate_ = 0;
  std::uint64_t left_ = 0;
  base::Micros last_ = 0;
  bool started_ = false;
};

}  // namespace noroshi::collect
