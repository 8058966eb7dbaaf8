#include "observe/flow/meter_table.hpp"

#include <random>

#include "model/flow_batch.hpp"

namespace noroshi::flow {
namespace {

constexpr std::size_t kFirstSlots = 1 << 12;

__extension__ using Wide = unsigned __int128;

// Both halves of a 64 × 64 bit product, folded: the mixing step of wyhash (Wang Yi, public domain).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::array<std::uint64_t, 3> draw_secret() {
  std::random_device device;
  std::array<std::uint64_t, 3> secret{};
  for (auto& word : secret) word = (std::uint64_t{device()} << 32 | device()) | 1;
  return secret;
}

}  // namespace

bool OpenFlow::is_closed() const {
  const unsigned either = tcp_flags[0] | tcp_flags[1];
  if ((either & (model::kRst | model::kFin)) == 0) return false;
  if ((either & model::kRst) != 0) return true;
  const auto finished = [this](std::size_t side) {
    return packets[side] == 0 || (tcp_flags[side] & model::kFin) != 0;
  };
  return finished(0) && finished(1);
}

FlowTable::FlowTable() : secret_(draw_secret()), slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

std::uint64_t FlowTable::hash(const FlowKey& key) const {
  const std::uint64_t low = fold(key.low.high() ^ secret_[0], key.low.low() ^ secret_[1]);
  const std::uint64_t high = fold(key.high.high() ^ secret_[1], key.high.low() ^ secret_[2]);
  return fold(low ^ key.rest ^ secret_[2], high ^ secret_[0]);
}

std::uint32_t FlowTable::find(const FlowKey& key, std::uint64_t hash) const {
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = upper & mask_; slots_[at].index != kNoFlow; at = next(at)) {
    if (slots_[at].hash == upper && (*this)[slots_[at].index].key == key) return slots_[at].index;
  }
  return kNoFlow;
}

void FlowTable::fetch_slot(std::uint64_t hash) const {
  __builtin_prefetch(&slots_[(hash >> 32) & mask_]);
}

void FlowTable::fetch_state(std::uint64_t hash) const {
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t at = upper & mask_; slots_[at].index != kNoFlow; at = next(at)) {
    if (slots_[at].hash != upper) continue;
    const auto* state = reinterpret_cast<const char*>(&(*this)[slots_[at].index]);
    __builtin_prefetch(state);
    __builtin_prefetch(state + sizeof(OpenFlow) - 1);
    return;
  }
}

std::uint32_t FlowTable::insert(const FlowKey& key, std::uint64_t hash) {
  if ((size_ + 1) * 2 > slots_.size()) grow();
  const std::uint32_t index = take_state();
  (*this)[index] = OpenFlow{};
  (*this)[index].key = key;
  place({static_cast<std::uint32_t>(hash >> 32), index});
  ++size_;
  return index;
}

// Closes the gap by moving later members of the run back (Knuth, volume 3, 6.4, algorithm R), so
// that the table needs no tombstones and never degrades.
void FlowTable::erase(std::uint32_t index) {
  const auto upper = static_cast<std::uint32_t>(hash((*this)[index].key) >> 32);
  std::size_t gap = upper & mask_;
  while (slots_[gap].index != index) gap = next(gap);
  for (std::size_t at = next(gap); slots_[at].index != kNoFlow; at = next(at)) {
    const std::size_t home = slots_[at].hash & mask_;
    const bool stays = ((at - home) & mask_) < ((at - gap) & mask_);
    if (stays) continue;
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = {};
  (*this)[index].next = free_;
  free_ = index;
  --size_;
}

void FlowTable::place(Slot slot) {
  std::size_t at = slot.hash & mask_;
  while (slots_[at].index != kNoFlow) at = next(at);
  slots_[at] = slot;
}

void FlowTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.index != kNoFlow) place(slot);
  }
}

std::uint32_t FlowTable::take_state() {
  if (free_ != kNoFlow) {
    const std::uint32_t index = free_;
    free_ = (*this)[index].next;
    return index;
  }
  if (used_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<OpenFlow[]>(kChunk));
  return used_++;
}

}  // namespace noroshi::flow
