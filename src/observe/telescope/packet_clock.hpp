// PacketClock: what time it is, told by packets that may come late, or lie.
//
// It never believes one packet alone that leaps more than an hour: two in a row must agree, either
// way.  So a damaged time stamp cannot end all events at once, while a gap of days in a set of
// files, or files given in the wrong order, are followed.  Packets that come late within that hour
// do not turn it back.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.hpp"

namespace noroshi::telescope {

class PacketClock {
 public:
  static constexpr base::Micros kLeap = base::kHour;

  struct State {
    base::Micros now = 0;
    base::Micros doubted = 0;  ///< the time of the leap that awaits a second packet
    bool started = false;
    bool doubting = false;
    friend bool operator==(const State&, const State&) = default;
  };

  /// Notes the time of one more packet.
  void note(base::Micros time) {
    const base::Micros ahead = time - state_.now;
    if (state_.started && ahead >= -kLeap && ahead <= kLeap) [[likely]] {
      state_.doubting = false;
      if (ahead > 0) state_.now = time;
      return;
    }
    leap(time);
  }

  /// Whether `note(time)` would bring another minute, hence work to do before the packet.
  [[nodiscard]] bool crosses(base::Micros time) const {
    PacketClock after = *this;
    after.note(time);
    return !state_.started || minute(after.state_.now) != minute(state_.now);
  }

  /// A live source's own clock, believed as it is; it never turns the packets' back.
  void advance(base::Micros now) {
    if (!state_.started || now > state_.now) state_.now = now;
    state_.started = true;
  }

  [[nodiscard]] base::Micros now() const { return state_.now; }
  [[nodiscard]] bool started() const { return state_.started; }
  [[nodiscard]] const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

  static base::Micros minute(base::Micros time) { return floor_to(time, base::kMinute); }
  static base::Micros floor_to(base::Micros time, base::Micros unit) {
    const base::Micros rest = time % unit;
    return time - (rest < 0 ? rest + unit : rest);
  }

 private:
  void leap(base::Micros time) {
    if (!state_.started) {
      state_ = {.now = time, .started = true};
      return;
    }
    const bool forward = time > state_.now;
    const bool agrees = state_.doubting && (state_.doubted > state_.now) == forward;
    if (!agrees) {
      state_.doubting = true;
      state_.doubted = time;
      return;
    }
    // Of the two the nearer one: the other may still be wrong.
    state_.now = forward ? std::min(time, state_.doubted) : std::max(time, state_.doubted);
    state_.doubting = false;
    note(time);
  }

  State state_;
};

}  // namespace noroshi::telescope
