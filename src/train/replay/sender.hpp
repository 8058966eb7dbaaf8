// Sender: datagrams → channels, at a pace, with gaps on purpose, everything counted.
//
// It sleeps whenever the next datagram is not due yet, at least kShortestSleep, and sends what
// became due meanwhile in one burst: no busy loop at any pace.  One thread uses a sender.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "train/replay/channel.hpp"
#include "train/replay/encoder.hpp"
#include "train/replay/pacer.hpp"

namespace noroshi::replay {

struct Pace {
  double records_per_second = 0;  ///< 0: no bound
  double times_original = 0;      ///< of the pace at which exporters sent; 0: no bound
};

struct SenderOptions {
  Pace pace = {};
  std::uint32_t withhold_one_of = 0;  ///< every Nth datagram is not sent; 0: all are
  Stopped stopped = {};
};

struct Sent {
  std::uint64_t datagrams = 0;
  std::uint64_t records = 0;
  std::uint64_t octets = 0;
  std::uint64_t withheld_datagrams = 0;
  std::uint64_t withheld_records = 0;
  std::uint64_t refused = 0;  ///< at least so many datagrams found nobody listening
  double seconds = 0;         ///< from the first datagram to the end of `finish`
};

class Sender {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::microseconds kShortestSleep{200};

  explicit Sender(SenderOptions options) : options_(std::move(options)) {}

  /// One more channel; returns its number, from 0.
  std::size_t add(std::unique_ptr<Channel> channel);

  /// Waits until the datagram is due, and sends it by that channel.
  Status take(const Datagram& datagram, std::size_t channel = 0);

  /// Everything is on its way.
  Status finish();

  [[nodiscard]] const Sent& sent() const { return sent_; }

 private:
  void begin(const Datagram& first);
  [[nodiscard]] Clock::time_point due_of(const Datagram& datagram, Clock::time_point now);
  Status wait_until(Clock::time_point due);
  Status flush();

  SenderOptions options_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::optional<Pacer> pacer_;
  std::optional<Clock::time_point> began_;
  base::Micros first_ = 0;  // instant of the first datagram
  std::uint64_t offered_ = 0;
  Sent sent_;
};

}  // namespace noroshi::replay
