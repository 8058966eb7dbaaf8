// How many distinct things, in a few octets: HyperLogLog, mergeable, of any precision.
//
// Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog", 2007, with the estimator of Ertl, "New
// cardinality estimation algorithms for HyperLogLog sketches", 2017, which needs neither tables nor
// thresholds and is good from nothing to 2⁶⁴.  With m registers the standard error is about
// 1.04 / √m: 3.3 % for 1,024, 0.8 % for 16,384.
//
// Sketches merge only when the same things had the same hashes: use one hash (net::hash, without a
// key) everywhere.  Plain values; one thread changes one at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace noroshi::base {

/// Notes the thing with this 64-bit hash.  `registers` are a power of two, from 16 to 65,536, all
/// zero at first.
inline void note_distinct(std::span<std::uint8_t> registers, std::uint64_t hash) {
  const std::uint64_t mask = registers.size() - 1;
  // Leading zeros of the bits that do not choose the register, plus one.
  const auto rank = static_cast<std::uint8_t>(std::countl_zero(hash | mask) + 1);
  std::uint8_t& place = registers[hash & mask];
  place = std::max(place, rank);
}

/// Afterwards `into` is as if it had also noted what `other` did.  Both are of one size.
void merge_distinct(std::span<std::uint8_t> into, std::span<const std::uint8_t> other);

/// How many distinct things were noted, about.
double estimate_distinct(std::span<const std::uint8_t> registers);

/// Exact up to some thousands, a sketch beyond.
class DistinctCount {
 public:
  static constexpr std::size_t kExact = 4096;
  static constexpr std::size_t kRegisters = std::size_t{1} << 14;

  void note(std::uint64_t hash) {
    if (hash == last_) return;  // packets of one sender come in bursts
    last_ = hash;
    if (!registers_.empty()) return note_distinct(registers_, hash);
    note_exactly(hash);
  }

  void merge(const DistinctCount& other);

  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] bool estimated() const { return !registers_.empty(); }

  /// What it holds, for keeping: hashes (in no order) while exact, registers afterwards.
  [[nodiscard]] std::vector<std::uint64_t> hashes() const;
  [[nodiscard]] std::span<const std::uint8_t> registers() const { return registers_; }

  /// From what `hashes` and `registers` gave.  Registers of another size are ignored.
  static DistinctCount from(std::span<const std::uint64_t> hashes,
                            std::span<const std::uint8_t> registers);

 private:
  void note_exactly(std::uint64_t hash);

  std::vector<std::uint64_t> slots_;  // open addressing; 0: free
  std::size_t size_ = 0;
  std::vector<std::uint8_t> registers_;  // empty while exact
  std::uint64_t last_ = 0;
};

}  // namespace noroshi::base
