#include "base/distinct.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace noroshi::base {
namespace {

// Ertl 2017, algorithm 6; both series end once a term changes nothing.
double sigma(double x) {
  if (x == 1.0) return std::numeric_limits<double>::infinity();
  double y = 1;
  double z = x;
  for (double before = -1; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

double tau(double x) {
  if (x == 0.0 || x == 1.0) return 0;
  double y = 1;
  double z = 1 - x;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

void merge_distinct(std::span<std::uint8_t> into, std::span<const std::uint8_t> other) {
  const std::size_t size = std::min(into.size(), other.size());
  for (std::size_t i = 0; i < size; ++i) into[i] = std::max(into[i], other[i]);
}

double estimate_distinct(std::span<const std::uint8_t> registers) {
  const auto precision = static_cast<std::size_t>(std::countr_zero(registers.size()));
  const std::size_t highest = 64 - precision;  // ranks are 0 … highest + 1
  std::array<std::uint32_t, 66> counts{};
  for (const std::uint8_t rank : registers) ++counts[std::min<std::size_t>(rank, highest + 1)];
  const auto size = static_cast<double>(registers.size());
  double z = size * tau(1 - counts[highest + 1] / size);
  for (std::size_t rank = highest; rank > 0; --rank) z = 0.5 * (z + counts[rank]);
  z += size * sigma(counts[0] / size);
  constexpr double kAlpha = 0.721347520444481703680;  // 1 / (2 ln 2)
  return kAlpha * size * size / z;
}

void DistinctCount::note_exactly(std::uint64_t hash) {
  if (slots_.empty()) slots_.resize(2 * kExact);
  const std::uint64_t mask = slots_.size() - 1;
  const std::uint64_t wanted = hash == 0 ? 1 : hash;
  std::uint64_t at = (wanted >> 20) & mask;
  while (slots_[at] != 0 && slots_[at] != wanted) at = (at + 1) & mask;
  if (slots_[at] == wanted) return;
  if (size_ < kExact) {
    slots_[at] = wanted;
    ++size_;
    return;
  }
  registers_.resize(kRegisters);
  for (const std::uint64_t one : slots_) {
    if (one != 0) note_distinct(registers_, one);
  }
  slots_ = {};
  note_distinct(registers_, hash);
}

void DistinctCount::merge(const DistinctCount& other) {
  if (!other.registers_.empty() && registers_.empty()) {
    DistinctCount both = other;
    for (const std::uint64_t hash : hashes()) both.note(hash);
    *this = std::move(both);
    return;
  }
  if (!other.registers_.empty()) return merge_distinct(registers_, other.registers_);
  for (const std::uint64_t hash : other.hashes()) note(hash);
}

std::uint64_t DistinctCount::count() const {
  if (registers_.empty()) return size_;
  return static_cast<std::uint64_t>(std::llround(estimate_distinct(registers_)));
}

std::vector<std::uint64_t> DistinctCount::hashes() const {
  std::vector<std::uint64_t> all;
  all.reserve(size_);
  for (const std::uint64_t hash : slots_) {
    if (hash != 0) all.push_back(hash);
  }
  return all;
}

DistinctCount DistinctCount::from(std::span<const std::uint64_t> hashes,
                                  std::span<const std::uint8_t> registers) {
  DistinctCount count;
  if (registers.size() == kRegisters) count.registers_.assign(registers.begin(), registers.end());
  for (const std::uint64_t hash : hashes) count.note(hash);
  return count;
}

}  // namespace noroshi::base
