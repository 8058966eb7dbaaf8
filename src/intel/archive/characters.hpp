// Characters: UTF-8 taken apart, and folded to one spelling for the index of words.
//
// Sources: Unicode Standard, chapter 23 (half-width and full-width forms) and the block charts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace noroshi::archive {

enum class Script : std::uint8_t {
  None,    ///< parts words: blanks, punctuation, symbols, control characters
  Letter,  ///< of a script that puts blanks between words
  Digit,   ///< '0'–'9'
  Pair     ///< of a script without blanks
};

/// The character at `at`, which moves behind it; U+FFFD for an octet that begins none.
char32_t next_character(std::string_view text, std::size_t& at);
void append_utf8(char32_t character, std::string& out);

/// Lower case; full-width ASCII to ASCII; half-width Katakana to full width.
char32_t folded(char32_t character);
/// The voiced form of a kana under U+3099 or U+309A; 0 where there is none.
char32_t voiced(char32_t kana, char32_t mark);
/// Of a folded character.
Script script_of(char32_t character);

}  // namespace noroshi::archive
