// Cleared: the leave to send one thing once.
//
// Only the gate makes one, and whoever sends takes one, by value: what was not asked for cannot be
// sent, since there is nothing to call the sender with.  It cannot be copied, and says when it was
// given, so that none is kept for later.
#pragma once

#include <cstddef>
#include <span>

#include "base/time.hpp"
#include "trust/permit/warrant.hpp"

namespace noroshi::probe {

/// A leave that was not used within this time has lapsed.
inline constexpr base::Micros kLapsesAfter = base::kSecond;

class Cleared {
 public:
  Cleared(Cleared&& other) noexcept
      : target_(other.target_), packet_(other.packet_), at_(other.at_), spent_(other.spent_) {
    other.spent_ = true;
  }
  Cleared& operator=(Cleared&&) = delete;
  Cleared(const Cleared&) = delete;
  Cleared& operator=(const Cleared&) = delete;
  ~Cleared() = default;

  [[nodiscard]] const permit::Target& target() const { return target_; }

  /// The very octets that were judged: an IP packet from its first octet on.  Empty where only a
  /// target was asked for, and the operating system makes the packet.
  [[nodiscard]] std::span<const std::byte> packet() const { return packet_; }

  /// To be asked by the sender right before it sends.  Not before the leave was given either: then
  /// a clock is wrong.
  [[nodiscard]] bool stands(base::Micros now) const {
    return !spent_ && now >= at_ && now - at_ < kLapsesAfter;
  }

 private:
  friend class Gate;
  Cleared(const permit::Target& target, std::span<const std::byte> packet, base::Micros at)
      : target_(target), packet_(packet), at_(at) {}

  permit::Target target_;
  std::span<const std::byte> packet_;
  base::Micros at_;
  bool spent_ = false;  // it was moved from
};

}  // namespace noroshi::probe
