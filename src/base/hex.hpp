// Octets as hexadecimal digits (RFC 4648, section 8), and back.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace noroshi::base {

enum class HexCase : std::uint8_t { Small, Capital };

std::string to_hex(std::span<const std::uint8_t> octets, HexCase letters = HexCase::Small);
std::string to_hex(std::string_view octets, HexCase letters = HexCase::Small);

/// The digit's value in either case; -1: it is none.
int hex_value(char digit);

/// Digits of either case, two an octet; none where one is no digit or stands alone.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace noroshi::base
