// The addresses that a telescope watches: "is this one of them?", asked for every packet.
//
// IPv4 is answered from a table of the upper 16 bits, which fits the second-level cache, and one
// bit for the address where a /16 is watched in part; IPv6 and exotic patchworks by binary search.
// Immutable; any number of threads may ask.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::telescope {

class DarkSpace {
 public:
  explicit DarkSpace(const std::vector<net::Prefix>& prefixes);

  [[nodiscard]] bool contains(const net::Address& address) const {
    if (!address.is_v4()) return !v6_.empty() && v6_.contains(address);
    const std::uint32_t bits = address.v4_bits();
    const std::uint16_t entry = (*slices_)[bits >> 16];
    if (entry <= kAll) return entry == kAll;
    if (entry == kSearch) return v4_.contains(address);
    return bitmaps_[entry - kFirstBitmap][bits & 0xFFFF];
  }

  /// How many IPv4 addresses are watched.
  [[nodiscard]] std::uint64_t v4_addresses() const { return v4_addresses_; }

  /// The watched addresses of either family, sorted and disjoint.
  [[nodiscard]] const net::PrefixSet& v4() const { return v4_; }
  [[nodiscard]] const net::PrefixSet& v6() const { return v6_; }

 private:
  // What a slice (a /16) holds: nothing, everything, part of it by bitmap, part of it by search.
  static constexpr std::uint16_t kNothing = 0;
  static constexpr std::uint16_t kAll = 1;
  static constexpr std::uint16_t kSearch = 2;
  static constexpr std::uint16_t kFirstBitmap = 3;
  static constexpr std::size_t kMostBitmaps = 1024;  // 8 KiB each
  using Bitmap = std::bitset<65'536>;

  void watch(std::uint32_t first, std::uint32_t last);
  void watch_part(std::uint32_t first, std::uint32_t last);

  // Apart, because ::/0 holds the form in which IPv4 addresses are kept.
  net::PrefixSet v4_;
  net::PrefixSet v6_;
  std::unique_ptr<std::array<std::uint16_t, 65'536>> slices_;
  std::vector<Bitmap> bitmaps_;
  std::uint64_t v4_addresses_ = 0;
};

}  // namespace noroshi::telescope
