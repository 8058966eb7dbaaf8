// PairSet: which pairs of a server and a client were met, in 6 to 11 octets each.
//
// Of a key's 64 bits the lower ones choose a slot and the upper 32 stand in it.  Two keys are taken
// for one about once in 10⁹ questions; who counts what is new then counts too little.  A full layer
// is left as it is and a larger one begun, so nothing is ever moved.
//
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace noroshi::c2 {

class PairSet {
 public:
  PairSet();

  /// Whether the key is new, and remembers it.  Beyond kMostSlots nothing is new any more.
  bool meet(std::uint64_t key);

  /// Brings what `meet` will look at into the cache.
  void prefetch(std::uint64_t key) const {
    for (const Layer& layer : layers_) {
      __builtin_prefetch(&layer.slots[key & (layer.slots.size() - 1)]);
    }
  }

  static constexpr std::size_t kMostSlots = std::size_t{1} << 27;  // 512 MiB

 private:
  struct Layer {
    std::vector<std::uint32_t> slots;  // 0 = free; the size is a power of two
    std::size_t used = 0;
  };
  void begin_layer();

  std::vector<Layer> layers_;
  std::size_t slots_ = 0;  // of all layers
};

}  // namespace noroshi::c2
