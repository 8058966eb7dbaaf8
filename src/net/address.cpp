#include "net/address.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <optional>

namespace noroshi::net {
namespace {

std::uint64_t big_endian(const std::byte* bytes, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i)
    bits = bits << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return bits;
}

// Dotted quad, written out because flow logs hold two on every line.  Leading zeros are refused,
// as inet_pton does: some tools would read them as octal.
std::optional<std::uint32_t> parse_v4(std::string_view text) {
  std::uint32_t bits = 0;
  std::size_t at = 0;
  for (int octet = 0; octet < 4; ++octet) {
    if (octet > 0 && (at >= text.size() || text[at++] != '.')) return std::nullopt;
    std::uint32_t number = 0;
    std::size_t digits = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && digits < 4; ++at, ++digits) {
      number = number * 10 + static_cast<std::uint32_t>(text[at] - '0');
    }
    const bool leading_zero = digits > 1 && text[at - digits] == '0';
    if (digits == 0 || leading_zero || number > 255) return std::nullopt;
    bits = bits << 8 | number;
  }
  return at == text.size() ? std::optional(bits) : std::nullopt;
}

std::optional<Address> parse_v6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return std::nullopt;
  text.copy(terminated.data(), text.size());
  std::array<std::byte, 16> bytes{};
  if (inet_pton(AF_INET6, terminated.data(), bytes.data()) != 1) return std::nullopt;
  return Address::from_bytes(std::span<const std::byte, 16>(bytes));
}

constexpr bool within(std::uint32_t bits, std::uint32_t network, int length) {
  return (bits ^ network) >> (32 - length) == 0;
}

}  // namespace

Address Address::from_bytes(std::span<const std::byte, 4> bytes) {
  return v4(static_cast<std::uint32_t>(big_endian(bytes.data(), 4)));
}

Address Address::from_bytes(std::span<const std::byte, 16> bytes) {
  return v6(big_endian(bytes.data(), 8), big_endian(bytes.data() + 8, 8));
}

Result<Address> Address::parse(std::string_view text) {
  if (const auto bits = parse_v4(text)) return v4(*bits);
  if (text.find(':') != std::string_view::npos) {
    if (const auto address = parse_v6(text)) return *address;
  }
  return Error{Errc::InvalidInput, fmt::format("'{}' is no IP address", text.substr(0, 64))};
}

bool Address::is_special() const {
  if (is_v4()) {
    const std::uint32_t bits = v4_bits();
    return within(bits, 0x00000000, 8) || within(bits, 0x7F000000, 8) ||  // 0/8, 127/8
           within(bits, 0xA9FE0000, 16) || bits >= 0xE0000000;  // 169.254/16, 224/4, 240/4
  }
  const std::uint64_t top = high_ >> 48;
  return (high_ == 0 && low_ <= 1) || (top & 0xFFC0) == 0xFE80 || (top & 0xFF00) == 0xFF00;
}

bool Address::is_private() const {
  if (is_v4()) {
    const std::uint32_t bits = v4_bits();
    return within(bits, 0x0A000000, 8) || within(bits, 0xAC100000, 12) ||
           within(bits, 0xC0A80000, 16) || within(bits, 0x64400000, 10);
  }
  return high_ >> 57 == 0xFC >> 1;
}

std::string Address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_v4()) {
    const std::uint32_t bits = htonl(v4_bits());
    inet_ntop(AF_INET, &bits, text.data(), text.size());
  } else {
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
      bytes[i] = static_cast<std::uint8_t>(high_ >> (56 - 8 * i));
      bytes[8 + i] = static_cast<std::uint8_t>(low_ >> (56 - 8 * i));
    }
    inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace noroshi::net
