#include "observe/flow/split.hpp"

#include <bit>

#include "base/assert.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace noroshi::flow {
namespace {

#if defined(__SSE2__)
constexpr std::size_t kBlock = 16;

// Bit i is set where bytes[i] is the separator.
std::uint32_t matches(const char* bytes, __m128i separator) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, separator)));
}
#endif

}  // namespace

void FieldSplitter::split(std::string_view line, char separator) {
  NOROSHI_ASSERT(line.size() < UINT32_MAX);
  line_ = line.data();
  std::size_t found = 0;
  std::size_t at = 0;
  constexpr std::size_t kLast = kMostFields - 1;  // one end is kept for the end of the line

#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(separator);
  const auto record = [&](std::uint32_t mask, std::size_t base) {
    for (; mask != 0 && found < kLast; mask &= mask - 1) {
      ends_[found++] =
          static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(std::countr_zero(mask));
    }
  };
  for (; at + kBlock <= line.size(); at += kBlock) record(matches(line_ + at, wanted), at);
  if (at < line.size() && line.size() >= kBlock) {
    // The last block overlaps the one before; the bits that were seen already are masked off.
    const std::size_t base = line.size() - kBlock;
    record(matches(line_ + base, wanted) & ~std::uint32_t{0} << (at - base), base);
    at = line.size();
  }
#endif

  for (; at < line.size() && found < kLast; ++at) {
    if (line_[at] == separator) ends_[found++] = static_cast<std::uint32_t>(at);
  }
  ends_[found] = static_cast<std::uint32_t>(line.size());
  size_ = found + 1;
}

}  // namespace noroshi::flow
