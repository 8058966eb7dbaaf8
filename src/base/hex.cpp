#include "base/hex.hpp"

namespace noroshi::base {

std::string to_hex(std::span<const std::uint8_t> octets, HexCase letters) {
  const std::string_view digits =
      letters == HexCase::Small ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string text(octets.size() * 2, '0');
  auto at = text.begin();
  for (const std::uint8_t octet : octets) {
    *at++ = digits[octet >> 4U];
    *at++ = digits[octet & 0xFU];
  }
  return text;
}

std::string to_hex(std::string_view octets, HexCase letters) {
  return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()),
                letters);
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string octets;
  octets.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_value(digits[i]);
    const int low = hex_value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets += static_cast<char>(high << 4 | low);
  }
  return octets;
}

}  // namespace noroshi::base
