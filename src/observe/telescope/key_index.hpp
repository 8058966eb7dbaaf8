// KeyIndex: from the hash of a key to the number of its record; open addressing, 8 octets a slot.
//
// Records stay where they are; only slots move.  The table is made for twice the records it may
// hold, so that a search ends within a line of the cache.  Outsiders choose the keys, hence the
// hash has a secret key (keyed_hash.hpp) and the caller bounds the number of records.
#pragma once

#include <bit>
#include <cstdint>

#include "observe/telescope/reserve.hpp"

namespace noroshi::telescope {

class KeyIndex {
 public:
  static constexpr std::uint32_t kNone = 0;  ///< no record has this number

  /// For at most `most` records at once.
  explicit KeyIndex(std::size_t most) : slots_(std::bit_ceil(2 * most + 2), Filled::Anywhere) {}

  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[home(low(hash))]); }

  /// The first record of this hash for which `is_it(record)` holds, or kNone.
  template <class IsIt>
  std::uint32_t find(std::uint64_t hash, IsIt is_it) const {
    const std::uint32_t wanted = low(hash);
    for (std::size_t at = home(wanted); slots_[at].record != kNone; at = next(at)) {
      if (slots_[at].hash == wanted && is_it(slots_[at].record)) return slots_[at].record;
    }
    return kNone;
  }

  /// Of a key that is not there; `record` is not kNone.
  void insert(std::uint64_t hash, std::uint32_t record) {
    std::size_t at = home(low(hash));
    while (slots_[at].record != kNone) at = next(at);
    slots_[at] = {low(hash), record};
  }

  /// Takes the record out and closes the gap (Knuth, volume 3, section 6.4, algorithm R).
  void erase(std::uint64_t hash, std::uint32_t record) {
    std::size_t gap = home(low(hash));
    while (slots_[gap].record != record) gap = next(gap);
    for (std::size_t at = next(gap); slots_[at].record != kNone; at = next(at)) {
      const std::size_t wanted = home(slots_[at].hash);
      const bool stays = gap <= at ? gap < wanted && wanted <= at : gap < wanted || wanted <= at;
      if (stays) continue;
      slots_[gap] = slots_[at];
      gap = at;
    }
    slots_[gap] = {};
  }

  [[nodiscard]] static std::size_t octets_for(std::size_t most) {
    return std::bit_ceil(2 * most + 2) * sizeof(Slot);
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t record = 0;
  };

  static std::uint32_t low(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  [[nodiscard]] std::size_t home(std::uint32_t hash) const { return hash & (slots_.size() - 1); }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

  Reserve<Slot> slots_;
};

}  // namespace noroshi::telescope
