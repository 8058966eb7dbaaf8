// Octets as the trust leaves pass them on: owned (Bytes) and looked at (View).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace noroshi::der {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

/// The same octets under the other name; nothing is copied.
inline View view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(View bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes copy_of(View bytes) { return {bytes.begin(), bytes.end()}; }

inline bool same(View a, View b) { return text_of(a) == text_of(b); }

}  // namespace noroshi::der
