// Dictionary: gives every distinct key of a block a number, in the order of first appearance.
//
// Popular keys appear early, so their numbers are small and the upper octets of most numbers zero:
// what entropy coding likes.  Keys come from outside, and whoever chooses them could make them
// collide; so a search gives up after kMostProbes and numbers the key again.  A key with two
// numbers costs a little space and nothing else.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace noroshi::block {

/// `Hash{}(key)` must be good in its upper bits.  At most kMostKeys keys between two `clear`.
template <class Key, class Hash>
class Dictionary {
 public:
  static constexpr std::size_t kMostKeys = (1U << 18) - 2;

  Dictionary() { set_slots(kFewestSlots); }

  /// Forgets the keys and keeps the memory.  As many slots as the last block's keys needed stay:
  /// blocks resemble one another.
  void clear() {
    set_slots(keys_.size());
    keys_.clear();
  }

  /// numbers[i] = the number of keys[i].
  void number(std::span<const Key> keys, std::uint32_t* numbers) {
    std::array<std::uint64_t, kAhead> hashes;
    for (std::size_t begin = 0; begin < keys.size(); begin += kAhead) {
      const std::size_t count = std::min(kAhead, keys.size() - begin);
      // All slots are under way to the cache before the first is asked for.
      for (std::size_t i = 0; i < count; ++i) {
        hashes[i] = Hash{}(keys[begin + i]);
        __builtin_prefetch(&slots_[hashes[i] >> shift_]);
      }
      for (std::size_t i = 0; i < count; ++i) {
        numbers[begin + i] = number(keys[begin + i], hashes[i]);
      }
    }
  }

  std::uint32_t number(const Key& key, std::uint64_t hash) {
    const std::uint32_t tag = tag_of(hash);
    std::size_t slot = hash >> shift_;
    for (unsigned probe = 0; probe < kMostProbes; ++probe) {
      const std::uint32_t entry = slots_[slot];
      if (entry == 0) return add(key, slot, tag);
      const std::uint32_t candidate = (entry >> kTagBits) - 1;
      if ((entry & kTagMask) == tag && keys_[candidate] == key) return candidate;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    keys_.push_back(key);
    return last();
  }

  /// Every key, at the place of its number.
  [[nodiscard]] std::span<const Key> keys() const { return keys_; }

 private:
  static constexpr std::size_t kFewestSlots = 1024;
  static constexpr unsigned kMostProbes = 64;
  static constexpr std::size_t kAhead = 64;
  // A slot is 0 (free) or number + 1 above a tag: bits of the hash that spare most comparisons.
  static constexpr unsigned kTagBits = 14;
  static constexpr std::uint32_t kTagMask = (1U << kTagBits) - 1;

  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 24) & kTagMask;
  }
  [[nodiscard]] std::uint32_t last() const { return static_cast<std::uint32_t>(keys_.size() - 1); }

  std::uint32_t add(const Key& key, std::size_t slot, std::uint32_t tag) {
    keys_.push_back(key);
    slots_[slot] = (static_cast<std::uint32_t>(keys_.size()) << kTagBits) | tag;
    const std::uint32_t number = last();
    if (keys_.size() * 2 > slots_.size()) grow();
    return number;
  }

  void grow() {
    set_slots(keys_.size());
    for (std::size_t number = 0; number < keys_.size(); ++number) {
      const std::uint64_t hash = Hash{}(keys_[number]);
      std::size_t slot = hash >> shift_;
      for (unsigned probe = 0; probe < kMostProbes && slots_[slot] != 0; ++probe) {
        slot = (slot + 1) & (slots_.size() - 1);
      }
      if (slots_[slot] != 0) continue;
      slots_[slot] = (static_cast<std::uint32_t>(number + 1) << kTagBits) | tag_of(hash);
    }
  }

  /// Free slots, at least twice as many as `keys` and one more key.
  void set_slots(std::size_t keys) {
    const std::size_t slots = std::bit_ceil(std::max(kFewestSlots, 2 * keys + 1));
    slots_.assign(slots, 0);
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots));
  }

  std::vector<std::uint32_t> slots_;
  std::vector<Key> keys_;
  unsigned shift_ = 0;
};

}  // namespace noroshi::block
