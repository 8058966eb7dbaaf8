// FieldSplitter: one line, cut at a separator character.
//
// Finds 16 separators' places at a time with SSE2 where there is SSE2 (every x86-64), byte by byte
// elsewhere; never reads outside the line and never allocates.  Quotes mean nothing: none of the
// formats that use it quotes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace noroshi::flow {

class FieldSplitter {
 public:
  /// Fields beyond this are not seen.  Zeek's conn.log has about 25, nfdump's CSV 49.
  static constexpr std::size_t kMostFields = 256;

  void split(std::string_view line, char separator);

  [[nodiscard]] std::size_t size() const { return size_; }

  /// Field number `index`, which must be below `size`; a view into the line given to `split`.
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1] + std::size_t{1};
    return {line_ + begin, ends_[index] - begin};
  }

 private:
  const char* line_ = nullptr;
  std::size_t size_ = 0;
  std::array<std::uint32_t, kMostFields> ends_{};
};

}  // namespace noroshi::flow
