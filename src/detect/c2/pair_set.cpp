#include "detect/c2/pair_set.hpp"

#include <algorithm>

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFirstSlots = std::size_t{1} << 18;    // 1 MiB
constexpr std::size_t kLargestLayer = std::size_t{1} << 24;  // slots: 64 MiB
constexpr std::size_t kGrowth = 4;                           // few layers, few places to look

// The slot of the key, or the free one where it belongs.
std::size_t place_of(const std::vector<std::uint32_t>& slots, std::uint64_t key,
                     std::uint32_t mark) {
  const std::size_t mask = slots.size() - 1;
  std::size_t slot = key & mask;
  while (slots[slot] != 0 && slots[slot] != mark) slot = (slot + 1) & mask;
  return slot;
}

}  // namespace

PairSet::PairSet() { begin_layer(); }

void PairSet::begin_layer() {
  const std::size_t last = layers_.empty() ? kFirstSlots / kGrowth : layers_.back().slots.size();
  const std::size_t slots = std::min(kGrowth * last, kLargestLayer);
  layers_.push_back({.slots = std::vector<std::uint32_t>(slots)});
  slots_ += slots;
}

bool PairSet::meet(std::uint64_t key) {
  const auto mark = std::max(1U, static_cast<std::uint32_t>(key >> 32));
  std::size_t place = 0;
  for (const Layer& layer : layers_) {
    place = place_of(layer.slots, key, mark);
    if (layer.slots[place] == mark) return false;
  }
  Layer& newest = layers_.back();
  if (4 * newest.used < 3 * newest.slots.size()) {
    newest.slots[place] = mark;
    ++newest.used;
    return true;
  }
  if (slots_ >= kMostSlots) return false;
  begin_layer();
  return meet(key);
}

}  // namespace noroshi::c2
