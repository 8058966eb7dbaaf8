// How many dark addresses one source has sent to: exactly while they are few, by a sketch beyond.
//
//   Few        up to 8 addresses, in the record itself
//   Set        up to 192, in a block of 1 KiB (a hash table of 256 places)
//   Sketch     more: the same block as 1,024 registers of HyperLogLog, standard error 3.3 %
//   Tiny       more than 8 when no block is free: 32 registers in the record, 18 %
//
// An address is told apart by 32 bits: those of IPv4, or of IPv6 hashed, where one pair in four
// thousand million coincides.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "net/address.hpp"
#include "observe/telescope/reserve.hpp"

namespace noroshi::telescope {

struct TargetBlock {
  std::array<std::uint32_t, 256> words;  ///< Set: 0 is free; Sketch: 1,024 registers
};

/// Blocks that are given out and taken back.
class TargetBlocks {
 public:
  /// Block 0 is never given out.
  explicit TargetBlocks(std::size_t count) : blocks_(count + 1) {}

  /// A block of zeros, or 0 when none is free.
  std::uint32_t take();
  void give_back(std::uint32_t block) { free_.push_back(block); }

  TargetBlock& operator[](std::uint32_t block) { return blocks_[block]; }
  const TargetBlock& operator[](std::uint32_t block) const { return blocks_[block]; }

 private:
  Reserve<TargetBlock> blocks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t used_ = 1;  // blocks from here on were never given out
};

/// Lies in a record that is all zeros at first.
struct TargetSet {
  static constexpr std::size_t kFew = 8;
  static constexpr std::size_t kMostExact = 192;
  enum class Form : std::uint8_t { Few, Set, Sketch, Tiny };

  std::array<std::uint32_t, kFew> few{};
  std::uint32_t block = 0;
  std::uint8_t size = 0;  ///< of Few and Set
  Form form = Form::Few;

  static std::uint32_t identity(const net::Address& target) {
    const auto bits =
        target.is_v4() ? target.v4_bits() : static_cast<std::uint32_t>(net::hash(target));
    return bits == 0 ? 1 : bits;  // 0 means a free place
  }

  void note(std::uint32_t target, TargetBlocks& blocks) {
    if (form == Form::Few) [[likely]] {
      for (std::size_t i = 0; i < size; ++i) {
        if (few[i] == target) return;
      }
      if (size < kFew) {
        few[size++] = target;
        return;
      }
    }
    note_further(target, blocks);
  }

  [[nodiscard]] std::uint64_t count(const TargetBlocks& blocks) const;
  [[nodiscard]] bool estimated() const { return form == Form::Sketch || form == Form::Tiny; }

  /// Goes on as Tiny, of what stood in a block that is no longer there.
  void lose(const TargetBlock& gone);

  void release(TargetBlocks& blocks) const {
    if (block != 0) blocks.give_back(block);
  }

 private:
  void note_further(std::uint32_t target, TargetBlocks& blocks);
  void leave_few(TargetBlocks& blocks);
  void become_sketch(TargetBlock& words);
};

}  // namespace noroshi::telescope
