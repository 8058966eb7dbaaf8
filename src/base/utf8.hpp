// UTF-8, one character at a time: for text that others wrote and people will look at.
#pragma once

#include <cstddef>
#include <string_view>

namespace noroshi::base {

/// Octets of the character that `text` begins with (RFC 3629: no overlong forms, no surrogates,
/// nothing beyond U+10FFFF); 0 where it begins with none.  `text` must not be empty.
inline std::size_t utf8_length(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = octet(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && octet(1) < 0xA0) || (lead == 0xF0 && octet(1) < 0x90);
  const bool beyond = (lead == 0xED && octet(1) >= 0xA0) || (lead == 0xF4 && octet(1) >= 0x90);
  return overlong || beyond ? 0 : length;
}

/// Whether the character is C0, DEL or C1: what moves a cursor, or ends a line.
inline bool is_control(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return lead < 0x20 || lead == 0x7F;
  // U+0080 to U+009F are C2 80 to C2 9F.
  return character.size() == 2 && lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

}  // namespace noroshi::base
