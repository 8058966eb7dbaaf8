// Pacer: when the next datagram may go.
//
// A token bucket that fills at `rate` tokens a second and holds kDepth worth of them, so that a
// sender that was held up catches up a little but never floods.  Pure arithmetic on the instants it
// is given; who sleeps is the Sender.
#pragma once

#include <algorithm>
#include <chrono>

namespace noroshi::replay {

class Pacer {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds kDepth{50};

  Pacer(double rate, Instant begin) : rate_(rate), next_(begin) {}

  /// The instant at which `tokens` may be spent; they count as spent.
  Instant spend(double tokens, Instant now) {
    next_ = std::max(next_, now - kDepth);
    const Instant due = next_;
    next_ += std::chrono::duration_cast<Instant::duration>(
        std::chrono::duration<double>(tokens / rate_));
    return due;
  }

 private:
  double rate_;
  Instant next_;
};

}  // namespace noroshi::replay
