#include "observe/telescope/target_set.hpp"

#include <algorithm>
#include <cmath>

#include "base/distinct.hpp"

namespace noroshi::telescope {
namespace {

template <std::size_t N>
std::span<std::uint8_t> registers(std::array<std::uint32_t, N>& words) {
  return {reinterpret_cast<std::uint8_t*>(words.data()), 4 * N};
}

template <std::size_t N>
std::span<const std::uint8_t> registers(const std::array<std::uint32_t, N>& words) {
  return {reinterpret_cast<const std::uint8_t*>(words.data()), 4 * N};
}

// Odd, so that the hash of an address differs from that of the number it is.
std::uint64_t spread(std::uint32_t target) { return net::mix(target + 0x9E3779B97F4A7C15ULL); }

/// Whether it was not there.
bool add(TargetBlock& block, std::uint32_t target) {
  std::size_t at = spread(target) % block.words.size();
  while (block.words[at] != 0) {
    if (block.words[at] == target) return false;
    at = (at + 1) % block.words.size();
  }
  block.words[at] = target;
  return true;
}

}  // namespace

std::uint32_t TargetBlocks::take() {
  if (!free_.empty()) {
    const std::uint32_t block = free_.back();
    free_.pop_back();
    blocks_[block] = {};
    return block;
  }
  return used_ < blocks_.size() ? used_++ : 0;
}

void TargetSet::leave_few(TargetBlocks& blocks) {
  const auto before = few;
  block = blocks.take();
  if (block == 0) {
    form = Form::Tiny;
    few = {};
    for (const std::uint32_t target : before) {
      base::note_distinct(registers(few), spread(target));
    }
    return;
  }
  form = Form::Set;
  for (const std::uint32_t target : before) add(blocks[block], target);
}

void TargetSet::become_sketch(TargetBlock& set) {
  const TargetBlock before = set;
  set = {};
  form = Form::Sketch;
  for (const std::uint32_t target : before.words) {
    if (target != 0) base::note_distinct(registers(set.words), spread(target));
  }
}

void TargetSet::note_further(std::uint32_t target, TargetBlocks& blocks) {
  if (form == Form::Few) leave_few(blocks);
  if (form == Form::Tiny) return base::note_distinct(registers(few), spread(target));
  TargetBlock& own = blocks[block];
  if (form == Form::Sketch) return base::note_distinct(registers(own.words), spread(target));
  if (!add(own, target)) return;
  if (size < kMostExact) {
    ++size;
    return;
  }
  become_sketch(own);
}

void TargetSet::lose(const TargetBlock& gone) {
  few = {};
  const auto tiny = registers(few);
  if (form == Form::Set) {
    for (const std::uint32_t target : gone.words) {
      if (target != 0) base::note_distinct(tiny, spread(target));
    }
  } else {
    // Low bits choose the register and ranks count from the high end, so registers fold.
    const auto all = registers(gone.words);
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::uint8_t& place = tiny[i % tiny.size()];
      place = std::max(place, all[i]);
    }
  }
  block = 0;
  size = 0;
  form = Form::Tiny;
}

std::uint64_t TargetSet::count(const TargetBlocks& blocks) const {
  switch (form) {
    case Form::Few:
    case Form::Set:
      return size;
    case Form::Sketch:
      return static_cast<std::uint64_t>(
          std::llround(base::estimate_distinct(registers(blocks[block].words))));
    case Form::Tiny:
      return static_cast<std::uint64_t>(std::llround(base::estimate_distinct(registers(few))));
  }
  return 0;
}

}  // namespace noroshi::telescope
