// Base64 as XML Schema has it (xs:base64Binary): RFC 2045's alphabet with blanks anywhere.
#include <array>

#include "trust/xml/document.hpp"

namespace noroshi::xml {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> inverse() {
  std::array<std::uint8_t, 256> table{};
  for (auto& value : table) value = kNone;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr auto kValues = inverse();

bool is_blank(char letter) {
  return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
}

Error no_base64(std::string_view why) {
  return Error{Errc::InvalidInput, "no base64: " + std::string(why)};
}

}  // namespace

Result<Bytes> base64_octets(std::string_view text) {
  Bytes octets;
  octets.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::size_t letters = 0;
  std::size_t padding = 0;
  for (const char letter : text) {
    if (is_blank(letter)) continue;
    ++letters;
    if (letter == '=') {
      ++padding;
      continue;
    }
    const std::uint8_t value = kValues[static_cast<std::uint8_t>(letter)];
    if (value == kNone) return no_base64("a letter of another alphabet");
    if (padding > 0) return no_base64("it goes on behind its end");
    bits = bits << 6U | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    octets.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  // Makers leave the padding out, or set bits behind the last octet: both read alike everywhere.
  const std::size_t meant = letters - padding;
  if (padding > 2 || meant % 4 == 1 || (padding > 0 && letters % 4 != 0)) {
    return no_base64("it breaks off");
  }
  return octets;
}

std::string base64_text(View octets) {
  std::string text;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const auto left = octets.size() - i;
    const auto octet = [&](std::size_t at) { return left > at ? unsigned{octets[i + at]} : 0U; };
    const unsigned bits = octet(0) << 16U | octet(1) << 8U | octet(2);
    for (unsigned letter = 0; letter < 4; ++letter) {
      text += letter <= left ? kAlphabet[bits >> (18U - 6U * letter) & 0x3FU] : '=';
    }
  }
  return text;
}

}  // namespace noroshi::xml
