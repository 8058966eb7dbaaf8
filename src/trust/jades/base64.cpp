#include "trust/jades/base64.hpp"

#include <array>
#include <cstdint>

namespace noroshi::jades {
namespace {

constexpr std::string_view kPlain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNone = 0xff;

constexpr std::array<std::uint8_t, 256> inverse(std::string_view alphabet) {
  std::array<std::uint8_t, 256> table{};
  for (auto& value : table) value = kNone;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr auto kFromPlain = inverse(kPlain);
constexpr auto kFromUrl = inverse(kUrl);

std::string encoded(View octets, std::string_view alphabet) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const auto octet : octets) {
    bits = bits << 8U | octet;
    for (held += 8; held >= 6; held -= 6) text += alphabet[bits >> (held - 6) & 0x3fU];
  }
  if (held > 0) text += alphabet[bits << (6 - held) & 0x3fU];
  return text;
}

std::optional<Bytes> decoded(std::string_view text, const std::array<std::uint8_t, 256>& table) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes octets;
  octets.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char letter : text) {
    const auto value = table[static_cast<std::uint8_t>(letter)];
    if (value == kNone) return std::nullopt;
    bits = bits << 6U | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    octets.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return octets;
}

}  // namespace

std::string to_base64url(View octets) { return encoded(octets, kUrl); }

std::string to_base64(View octets) {
  auto text = encoded(octets, kPlain);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<Bytes> from_base64url(std::string_view text) { return decoded(text, kFromUrl); }

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return decoded(text, kFromPlain);
}

std::optional<Bytes> from_either_base64(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  auto octets = decoded(text, kFromUrl);
  return octets ? octets : decoded(text, kFromPlain);
}

}  // namespace noroshi::jades
