// Places in a text as browsers count them: UTF-16 code units, against octets of UTF-8.
//
// What is no UTF-8 counts as a browser shows it: one sign an octet.  So there are never more units
// than octets.
#pragma once

#include <cstddef>
#include <string_view>

namespace noroshi::base {

namespace utf16 {

/// Octets of the character at `at`; 1 for an octet that begins none.
inline std::size_t length_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead >= 0xF8 || lead < 0xC0 ? 1U
                             : lead >= 0xF0              ? 4U
                             : lead >= 0xE0              ? 3U
                                                         : 2U;
  if (length > text.size() - at) return 1;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80) return 1;
  }
  return length;
}

}  // namespace utf16

/// Characters beyond U+FFFF, four octets long, are two units.
inline std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf16::length_at(text, at);
    units += length == 4 ? 2 : 1;
    at += length;
  }
  return units;
}

/// Octets of the first `units` units; never inside a character, never beyond the end.
inline std::size_t octets_before(std::string_view text, std::size_t units) {
  std::size_t at = 0;
  for (std::size_t passed = 0; at < text.size() && passed < units;) {
    const std::size_t length = utf16::length_at(text, at);
    passed += length == 4 ? 2 : 1;
    at += length;
  }
  return at;
}

}  // namespace noroshi::base
