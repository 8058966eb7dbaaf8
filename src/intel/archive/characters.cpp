#include "intel/archive/characters.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace noroshi::archive {
namespace {

constexpr char32_t kNone = 0xFFFD;  // U+FFFD, REPLACEMENT CHARACTER

struct Span {
  char32_t first;
  char32_t last;
};

bool within(char32_t character, const Span* first, const Span* last) {
  const Span* found = std::upper_bound(
      first, last, character, [](char32_t one, const Span& span) { return one < span.first; });
  return found != first && character <= std::prev(found)->last;
}

// Scripts without blanks, by block.
constexpr std::array kPairs = {
    Span{0x1100, 0x11FF},    // Hangul Jamo
    Span{0x3005, 0x3007},    // 々, 〆, 〇
    Span{0x3041, 0x3096},    // Hiragana
    Span{0x3099, 0x309A},    // marks of voicing that found no kana
    Span{0x309D, 0x309F},    // ゝ, ゞ, ゟ
    Span{0x30A1, 0x30FA},    // Katakana
    Span{0x30FC, 0x30FF},    // ー, ヽ, ヾ, ヿ
    Span{0x3105, 0x312F},    // Bopomofo
    Span{0x3131, 0x318E},    // Hangul compatibility Jamo
    Span{0x31F0, 0x31FF},    // Katakana extensions
    Span{0x3400, 0x4DBF},    // Han, extension A
    Span{0x4E00, 0x9FFF},    // Han
    Span{0xAC00, 0xD7A3},    // Hangul syllables
    Span{0xF900, 0xFAFF},    // Han, compatibility
    Span{0x20000, 0x323AF},  // Han, extensions B–H
};

// Beyond ASCII, what parts words.
constexpr std::array kParting = {
    Span{0x0080, 0x00A9},   Span{0x00AB, 0x00B4},   Span{0x00B6, 0x00B9}, Span{0x00BB, 0x00BF},
    Span{0x00D7, 0x00D7},   Span{0x00F7, 0x00F7},   Span{0x02C2, 0x02C5}, Span{0x037E, 0x037E},
    Span{0x0387, 0x0387},   Span{0x055A, 0x055F},   Span{0x0589, 0x058F}, Span{0x060C, 0x060D},
    Span{0x061B, 0x061F},   Span{0x066A, 0x066D},   Span{0x06D4, 0x06D4}, Span{0x0964, 0x0965},
    Span{0x1680, 0x1680},   Span{0x2000, 0x206F},   Span{0x20A0, 0x20CF}, Span{0x2190, 0x2BFF},
    Span{0x2E00, 0x3004},   Span{0x3008, 0x3040},   Span{0x3097, 0x3098}, Span{0x309B, 0x309C},
    Span{0x30A0, 0x30A0},   Span{0x30FB, 0x30FB},   Span{0x3200, 0x33FF}, Span{0xD800, 0xF8FF},
    Span{0xFE00, 0xFE6F},   Span{0xFEFF, 0xFEFF},   Span{0xFF00, 0xFF65}, Span{0xFFE0, 0xFFFF},
    Span{0x1F000, 0x1FAFF}, Span{0xE0000, 0x10FFFF}};

// U+FF66–U+FF9D, in their order (JIS X 0201).
constexpr std::u32string_view kFullWidth =
    U"ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ"
    U"ヤユヨ"
    U"ラリルレロワン";
static_assert(kFullWidth.size() == 0xFF9D - 0xFF66 + 1);

// Pairs of capital and small stand side by side in these: Latin, Greek, Cyrillic.
bool is_side_by_side(char32_t c) {
  return (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x1DE && c <= 0x1EF) ||
         (c >= 0x1F8 && c <= 0x21F) || (c >= 0x222 && c <= 0x233) || (c >= 0x3D8 && c <= 0x3EF) ||
         (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F) ||
         (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF);
}

// Here the capital is the odd one.
bool is_side_by_side_odd(char32_t c) {
  return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) || (c >= 0x1CD && c <= 0x1DC) ||
         (c >= 0x4C1 && c <= 0x4CE);
}

char32_t lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c >= 0xC0 && c <= 0xDE) return c == 0xD7 ? c : c + 32;
  if (c == 0x130) return 'i';   // İ
  if (c == 0x178) return 0xFF;  // Ÿ
  if (is_side_by_side(c)) return c | 1;
  if (is_side_by_side_odd(c)) return c + (c & 1);
  if (c == 0x386) return 0x3AC;
  if (c >= 0x388 && c <= 0x38A) return c + 37;
  if (c == 0x38C) return 0x3CC;
  if (c == 0x38E || c == 0x38F) return c + 63;
  if (c >= 0x391 && c <= 0x3AB) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c == 0x4C0) return 0x4CF;
  if (c >= 0x531 && c <= 0x556) return c + 48;
  if (c == 0x1E9E) return 0xDF;  // ẞ
  return c;
}

std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = length_of(lead);
  if (length == 1) {
    ++at;
    return lead;
  }
  if (length == 0 || at + length > text.size()) {
    ++at;
    return kNone;
  }
  char32_t character = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto octet = static_cast<unsigned char>(text[at + i]);
    if ((octet & 0xC0U) != 0x80U) {
      ++at;
      return kNone;
    }
    character = character << 6 | (octet & 0x3FU);
  }
  at += length;
  return character;
}

void append_utf8(char32_t character, std::string& out) {
  const auto put = [&out](char32_t octet) { out.push_back(static_cast<char>(octet)); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xC0 | character >> 6);
    return put(0x80 | (character & 0x3F));
  }
  if (character < 0x10000) {
    put(0xE0 | character >> 12);
  } else {
    put(0xF0 | character >> 18);
    put(0x80 | (character >> 12 & 0x3F));
  }
  put(0x80 | (character >> 6 & 0x3F));
  put(0x80 | (character & 0x3F));
}

char32_t folded(char32_t character) {
  if (character >= 0xFF01 && character <= 0xFF5E) return lower(character - 0xFEE0);
  if (character >= 0xFF66 && character <= 0xFF9D) return kFullWidth[character - 0xFF66];
  if (character == 0xFF9E) return 0x3099;
  if (character == 0xFF9F) return 0x309A;
  return lower(character);
}

char32_t voiced(char32_t kana, char32_t mark) {
  const bool katakana = kana >= 0x30A1 && kana <= 0x30F6;
  const char32_t hiragana = katakana ? kana - 0x60 : kana;
  const bool of_h = hiragana >= 0x306F && hiragana <= 0x307B && (hiragana - 0x306F) % 3 == 0;
  if (mark == 0x309A) return of_h ? kana + 2 : 0;  // は → ぱ
  if (mark != 0x3099) return 0;
  if (hiragana == 0x3046) return kana + 0x4E;  // う → ゔ
  const bool of_k_to_ch = hiragana >= 0x304B && hiragana <= 0x3061 && hiragana % 2 == 1;
  const bool of_t = hiragana >= 0x3064 && hiragana <= 0x3068 && hiragana % 2 == 0;
  return of_h || of_k_to_ch || of_t ? kana + 1 : 0;
}

Script script_of(char32_t c) {
  if (c >= '0' && c <= '9') return Script::Digit;
  if (c < 0x80) return c >= 'a' && c <= 'z' ? Script::Letter : Script::None;
  if (within(c, kPairs.data(), kPairs.data() + kPairs.size())) return Script::Pair;
  if (within(c, kParting.data(), kParting.data() + kParting.size())) return Script::None;
  return Script::Letter;
}

}  // namespace noroshi::archive
