// A hash for names: the same on every machine and in every version.
//
// FNV-1a (Fowler, Noll and Vo, public domain), its bits mixed at the end so that any half of them
// may be used.
#pragma once

#include <cstdint>
#include <string_view>

#include "net/address.hpp"

namespace noroshi::scan {

class StableHash {
 public:
  void add(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) add_octet((value >> shift) & 0xFFU);
  }
  void add(std::string_view text) {
    for (const char letter : text) add_octet(static_cast<unsigned char>(letter));
  }
  [[nodiscard]] std::uint64_t value() const { return net::mix(state_); }

 private:
  void add_octet(std::uint64_t octet) { state_ = (state_ ^ octet) * 0x100000001B3ULL; }

  std::uint64_t state_ = 0xCBF29CE484222325ULL;
};

}  // namespace noroshi::scan
