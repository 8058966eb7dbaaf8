// Suspicion: about how often has this sender come lately, for senders without any state.
//
// A count-min sketch with conservative update (Cormode and Muthukrishnan, 2005; Estan and Varghese,
// 2002): never too low, too high by little while the senders of one period are fewer than its
// places.  Counts end at 255.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "net/address.hpp"
#include "observe/telescope/reserve.hpp"

namespace noroshi::telescope {

class Suspicion {
 public:
  /// In so many octets, rounded down to a power of two.
  explicit Suspicion(std::size_t octets)
      : counts_(std::bit_floor(octets / kRows) * kRows, Filled::Anywhere) {}

  /// Counts the sender with this (keyed) hash once more; its count now.
  std::uint8_t note(std::uint64_t hash) {
    std::array<std::uint8_t*, kRows> places{};
    std::uint8_t least = 255;
    for (std::size_t row = 0; row < kRows; ++row) {
      places[row] = &counts_[row * width() + (net::mix(hash + row) & (width() - 1))];
      least = std::min(least, *places[row]);
    }
    if (least == 255) return least;
    for (std::uint8_t* place : places) {
      if (*place == least) ++*place;
    }
    return static_cast<std::uint8_t>(least + 1);
  }

  /// Begins a new period.
  void clear() { std::memset(counts_.all().data(), 0, counts_.size()); }

 private:
  static constexpr std::size_t kRows = 4;
  [[nodiscard]] std::size_t width() const { return counts_.size() / kRows; }

  Reserve<std::uint8_t> counts_;
};

}  // namespace noroshi::telescope
