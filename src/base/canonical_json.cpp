#include "base/canonical_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace noroshi::base {
namespace {

/// The digits and the exponent n of ECMA-262: value = 0.digits × 10^n.
struct Digits {
  std::string text;
  int point = 0;
};

Digits shortest_digits(double positive) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), positive,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto mark = text.find('e');
  Digits digits;
  for (const char octet : text.substr(0, mark)) {
    if (octet != '.') digits.text += octet;
  }
  auto exponent = text.substr(mark + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), digits.point);
  ++digits.point;
  return digits;
}

}  // namespace

bool before_in_utf16(std::string_view left, std::string_view right) {
  const auto [at_left, at_right] =
      std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (at_left == left.end() || at_right == right.end()) return left.size() < right.size();
  const auto first = static_cast<unsigned char>(*at_left);
  const auto second = static_cast<unsigned char>(*at_right);
  constexpr unsigned char kFourOctets = 0xF0;    // leads a character beyond U+FFFF
  constexpr unsigned char kPrivateAndOn = 0xEE;  // leads U+E000 and what follows
  const bool swapped = (first >= kFourOctets && second >= kPrivateAndOn && second < kFourOctets) ||
                       (second >= kFourOctets && first >= kPrivateAndOn && first < kFourOctets);
  return swapped ? first > second : first < second;
}

void append_canonical_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char octet : text) {
    switch (octet) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(octet) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(octet));
        } else {
          out += octet;
        }
    }
  }
  out += '"';
}

void append_canonical_number(double value, std::string& out) {
  if (value == 0) {  // -0 too
    out += '0';
    return;
  }
  if (value < 0) out += '-';
  const auto digits = shortest_digits(std::fabs(value));
  const auto count = static_cast<int>(digits.text.size());
  if (digits.point >= count && digits.point <= 21) {
    out.append(digits.text).append(static_cast<std::size_t>(digits.point - count), '0');
  } else if (digits.point > 0 && digits.point <= 21) {
    const auto whole = static_cast<std::size_t>(digits.point);
    out.append(digits.text, 0, whole).append(".").append(digits.text, whole);
  } else if (digits.point > -6 && digits.point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-digits.point), '0').append(digits.text);
  } else {
    out += digits.text.front();
    if (count > 1) out.append(".").append(digits.text, 1);
    out += fmt::format("e{:+}", digits.point - 1);
  }
}

}  // namespace noroshi::base
