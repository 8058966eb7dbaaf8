// How a suspected victim lies in memory.
//
// Most senders of backscatter are heard once: the hot record keeps the first reply whole, and only
// the second one makes a cold part.  All zeros is a free record.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/time.hpp"
#include "net/address.hpp"
#include "observe/telescope/verdict.hpp"

namespace noroshi::telescope {

/// One reply, as far as it is remembered.
struct ReplySeen {
  base::Micros time = 0;
  std::uint32_t target = 0;  ///< the dark address, as TargetSet::identity
  std::uint16_t attacked_port = 0;
  Reply reply = Reply::None;
};

struct alignas(64) HotVictim {
  net::Address victim;
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t octets = 0;
  std::uint32_t packets = 0;  ///< 0: free
  std::uint32_t cold = 0;     ///< 0: one packet, the members below
  std::uint32_t target = 0;
  std::uint16_t attacked_port = 0;
  Reply reply = Reply::None;
  std::uint8_t protocol = 0;
};
static_assert(sizeof(HotVictim) == 64);

/// The most packets in any 60 s, the window sliding by 10 s.
class MinuteRate {
 public:
  void note(base::Micros time) {
    const std::int64_t now = time >= 0 ? time / kStep : (time + 1) / kStep - 1;
    if (now > newest_) advance(now);
    if (newest_ - now >= kSteps) return;  // later than the window is long
    ++counts_[place(now)];
    ++sum_;
    most_ = std::max(most_, sum_);
  }
  [[nodiscard]] std::uint32_t most() const { return most_; }

 private:
  static constexpr base::Micros kStep = 10 * base::kSecond;
  static constexpr std::int64_t kSteps = 6;

  static std::size_t place(std::int64_t step) {
    return static_cast<std::size_t>((step % kSteps + kSteps) % kSteps);
  }

  void advance(std::int64_t now) {
    for (std::int64_t step = 0; step < std::min(now - newest_, kSteps); ++step) {
      std::uint32_t& oldest = counts_[place(now - step)];
      sum_ -= oldest;
      oldest = 0;
    }
    newest_ = now;
  }

  std::array<std::uint32_t, kSteps> counts_{};
  std::int64_t newest_ = -(std::int64_t{1} << 62);  // before all times
  std::uint32_t sum_ = 0;
  std::uint32_t most_ = 0;
};

/// The ports attacked most: Space-Saving (base/heavy_hitters.hpp says what that promises) in one
/// block without pointers.
class AttackedPorts {
 public:
  static constexpr std::size_t kRoom = 16;
  struct Entry {
    std::uint32_t count = 0;
    std::uint16_t port = 0;
  };

  void note(std::uint16_t port) {
    Entry* least = &entries_[0];
    for (std::size_t i = 0; i < size_; ++i) {
      if (entries_[i].port == port) {
        ++entries_[i].count;
        return;
      }
      if (entries_[i].count < least->count) least = &entries_[i];
    }
    if (size_ < kRoom) {
      entries_[size_++] = {1, port};
      return;
    }
    *least = {least->count + 1, port};
  }
  [[nodiscard]] const Entry* begin() const { return entries_.data(); }
  [[nodiscard]] const Entry* end() const { return entries_.data() + std::min(size_, kRoom); }

 private:
  std::array<Entry, kRoom> entries_{};
  std::size_t size_ = 0;
};

struct ColdVictim {
  MinuteRate rate;
  AttackedPorts ports;
  std::array<std::uint32_t, kReplies> replies{};
  std::array<std::uint8_t, 256> targets{};  ///< registers of base::note_distinct: 6.5 %
};

}  // namespace noroshi::telescope
