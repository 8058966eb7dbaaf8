#include "observe/telescope/dark_space.hpp"

namespace noroshi::telescope {

namespace {

std::vector<net::Prefix> of_family(const std::vector<net::Prefix>& prefixes, bool v4) {
  std::vector<net::Prefix> chosen;
  for (const net::Prefix& prefix : prefixes) {
    if (prefix.address.is_v4() == v4) chosen.push_back(prefix);
  }
  return chosen;
}

}  // namespace

DarkSpace::DarkSpace(const std::vector<net::Prefix>& prefixes)
    : v4_(of_family(prefixes, true)),
      v6_(of_family(prefixes, false)),
      slices_(std::make_unique<std::array<std::uint16_t, 65'536>>()) {
  for (const net::PrefixSet::Range& range : v4_.ranges()) {
    watch(range.first.v4_bits(), range.last.v4_bits());
  }
}

void DarkSpace::watch(std::uint32_t first, std::uint32_t last) {
  v4_addresses_ += std::uint64_t{last} - first + 1;
  for (std::uint32_t slice = first >> 16; slice <= last >> 16; ++slice) {
    const bool whole = last - first >= 0xFFFF;  // a prefix of 16 bits or fewer begins a slice
    if (whole) {
      (*slices_)[slice] = kAll;
    } else {
      watch_part(first, last);
    }
  }
}

void DarkSpace::watch_part(std::uint32_t first, std::uint32_t last) {
  std::uint16_t& entry = (*slices_)[first >> 16];
  if (entry == kNothing && bitmaps_.size() == kMostBitmaps) entry = kSearch;
  if (entry == kSearch) return;
  if (entry == kNothing) {
    entry = static_cast<std::uint16_t>(kFirstBitmap + bitmaps_.size());
    bitmaps_.emplace_back();
  }
  Bitmap& bitmap = bitmaps_[entry - kFirstBitmap];
  for (std::uint32_t at = first & 0xFFFF; at <= (last & 0xFFFF); ++at) bitmap.set(at);
}

}  // namespace noroshi::telescope
