#include "act/sinkhole/source_counts.hpp"

#include <sys/random.h>

#include "base/assert.hpp"

namespace noroshi::sinkhole {
namespace {

constexpr unsigned kCountBits = 20;
constexpr std::size_t kSmallest = 1024;  // entries; a power of two, as every size

}  // namespace

SourceCounts::SourceCounts() : entries_(kSmallest) {
  // Never less than asked for, up to 256 octets (getrandom(2)).
  NOROSHI_ASSERT(::getrandom(keys_, sizeof keys_, 0) == sizeof keys_);
}

std::uint64_t SourceCounts::tag_of(const net::Address& source) const {
  const auto half = net::mix(source.high() ^ keys_[0]);
  return net::mix(source.low() ^ half ^ keys_[1]) >> kCountBits;
}

std::size_t SourceCounts::home_of(std::uint64_t tag) const { return tag & (entries_.size() - 1); }

/// Where the entry of `tag` is, or the free place where it would be.
std::size_t SourceCounts::place_of(std::uint64_t tag) const {
  std::size_t place = home_of(tag);
  while (entries_[place] != 0 && entries_[place] >> kCountBits != tag) {
    place = (place + 1) & (entries_.size() - 1);
  }
  return place;
}

std::uint32_t SourceCounts::of(const net::Address& source) const {
  return static_cast<std::uint32_t>(entries_[place_of(tag_of(source))] & kMost);
}

std::uint32_t SourceCounts::add(const net::Address& source) {
  if (size_ * 8 >= entries_.size() * 7) grow();
  const auto tag = tag_of(source);
  std::uint64_t& entry = entries_[place_of(tag)];
  if (entry == 0) {
    entry = tag << kCountBits;
    ++size_;
  }
  if ((entry & kMost) < kMost) ++entry;
  return static_cast<std::uint32_t>(entry & kMost);
}

void SourceCounts::remove(const net::Address& source) {
  const auto place = place_of(tag_of(source));
  NOROSHI_ASSERT(entries_[place] != 0);
  if ((--entries_[place] & kMost) != 0) return;
  close_gap(place);
  --size_;
}

/// Moves up what would no longer be found behind a free place.
void SourceCounts::close_gap(std::size_t gap) {
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t next = (gap + 1) & mask; entries_[next] != 0; next = (next + 1) & mask) {
    const std::size_t home = home_of(entries_[next] >> kCountBits);
    const bool stays = ((next - home) & mask) < ((next - gap) & mask);
    if (stays) continue;
    entries_[gap] = entries_[next];
    gap = next;
  }
  entries_[gap] = 0;
}

void SourceCounts::grow() {
  std::vector<std::uint64_t> old(entries_.size() * 2);
  old.swap(entries_);
  for (const std::uint64_t entry : old) {
    if (entry != 0) entries_[place_of(entry >> kCountBits)] = entry;
  }
}

void SourceCounts::clear() {
  entries_.assign(kSmallest, 0);
  entries_.shrink_to_fit();
  size_ = 0;
}

}  // namespace noroshi::sinkhole
