#include "cli/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace noroshi::cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// EastAsianWidth.txt (Unicode 15), classes W and F, neighbouring blocks joined.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},
    Range{0x23E9, 0x23EC},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},
    Range{0x26A1, 0x26A1},   Range{0x2705, 0x2705},   Range{0x274C, 0x274C},
    Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
    Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},   Range{0xFF01, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1B000, 0x1B2FF}, Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

// Combining marks, zero-width spaces and joiners, variation selectors.
constexpr std::array kZero{Range{0x0300, 0x036F}, Range{0x200B, 0x200F}, Range{0x20D0, 0x20FF},
                           Range{0x3099, 0x309A}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}};

// Marks that may not begin a line (JIS X 4051, closing brackets, commas, full stops, small kana).
constexpr std::u32string_view kNotFirst =
    U"、。，．・：；？！）］｝」』】〕〉》々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ%,.;:)";
// Marks that may not end one (opening brackets).
constexpr std::u32string_view kNotLast = U"（［｛「『【〔〈《(";

template <std::size_t Size>
bool within(const std::array<Range, Size>& ranges, char32_t point) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), point,
                       [](char32_t p, const Range& range) { return p < range.first; });
  return after != ranges.begin() && point <= std::prev(after)->last;
}

struct Character {
  char32_t point = 0;
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

// RFC 3629; a malformed sequence gives its first byte alone.
Character first_character(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  if (lead < 0x80) return {lead, 1, lead < 0x20 || lead == 0x7F ? std::size_t{0} : std::size_t{1}};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (bytes == 1 || text.size() < bytes) return {lead, 1, 1};
  char32_t point = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80) return {lead, 1, 1};
    point = point << 6U | (next & 0x3FU);
  }
  const std::size_t columns = within(kZero, point) ? 0 : within(kWide, point) ? 2 : 1;
  return {point, bytes, columns};
}

// The length of an escape sequence that sets colours at the start of `text`, or 0.
std::size_t escape_length(std::string_view text) {
  if (!text.starts_with("\x1B[")) return 0;
  const auto end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// The longest piece at the start of `text` inside which no line may break.
std::string_view first_piece(std::string_view text) {
  std::size_t length = 0;
  char32_t before = 0;
  bool wide_before = false;
  while (length < text.size()) {
    if (const auto escape = escape_length(text.substr(length)); escape != 0) {
      length += escape;
      continue;
    }
    const auto next = first_character(text.substr(length));
    if (next.point == ' ' || next.point == '\n') break;
    const bool wide = next.columns == 2;
    const bool may_break = before != 0 && next.columns != 0 && (wide || wide_before) &&
                           kNotFirst.find(next.point) == std::u32string_view::npos &&
                           kNotLast.find(before) == std::u32string_view::npos;
    if (may_break) break;
    length += next.bytes;
    before = next.point;
    wide_before = wide;
  }
  return text.substr(0, length);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    if (const auto escape = escape_length(text); escape != 0) {
      text.remove_prefix(escape);
      continue;
    }
    const auto next = first_character(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string pad_right(std::string_view text, std::size_t columns) {
  const auto width = display_width(text);
  return std::string(text).append(columns > width ? columns - width : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t columns) {
  const auto width = display_width(text);
  return std::string(columns > width ? columns - width : 0, ' ').append(text);
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t width = 0;   // of the last line
  std::size_t spaces = 0;  // seen since, written only if something follows on the same line
  while (!text.empty()) {
    if (text.front() == '\n' || text.front() == ' ') {
      spaces = text.front() == '\n' ? 0 : spaces + 1;
      if (text.front() == '\n') {
        lines.emplace_back();
        width = 0;
      }
      text.remove_prefix(1);
      continue;
    }
    const auto piece = first_piece(text);
    const auto piece_width = display_width(piece);
    if (width != 0 && width + spaces + piece_width > columns) {
      lines.emplace_back();
      width = spaces = 0;
    }
    lines.back().append(spaces, ' ').append(piece);
    width += spaces + piece_width;
    spaces = 0;
    text.remove_prefix(piece.size());
  }
  return lines;
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string out;
  for (const auto& line : wrap(text, columns > indent ? columns - indent : 1)) {
    if (!line.empty()) out.append(indent, ' ').append(line);
    out += '\n';
  }
  return out;
}

}  // namespace noroshi::cli
