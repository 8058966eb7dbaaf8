// Places in a text as browsers count them: UTF-16 code units, against octets of UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace noroshi::hub {

inline bool continues_utf8(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// Characters beyond U+FFFF, four octets long, are two units.
inline std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    if (!continues_utf8(c)) units += static_cast<unsigned char>(c) >= 0xF0 ? 2 : 1;
  }
  return units;
}

/// Octets of the first `units` units; never inside a character, never beyond the end.
inline std::size_t octets_before(std::string_view text, std::size_t units) {
  std::size_t at = 0;
  for (std::size_t passed = 0; at < text.size() && passed < units;) {
    const std::size_t begin = at++;
    while (at < text.size() && continues_utf8(text[at])) ++at;
    passed += utf16_units(text.substr(begin, at - begin));
  }
  return at;
}

}  // namespace noroshi::hub
