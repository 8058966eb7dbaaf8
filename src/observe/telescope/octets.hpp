// Octets of a payload that may end anywhere: what lies beyond reads as zero, and matches nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace noroshi::telescope {

struct Octets {
  std::string_view text;

  explicit Octets(std::span<const std::byte> bytes)
      : text(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  [[nodiscard]] bool has(std::size_t octets) const { return text.size() >= octets; }
  [[nodiscard]] std::uint8_t u8(std::size_t at) const {
    return at < text.size() ? static_cast<std::uint8_t>(text[at]) : std::uint8_t{0};
  }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const {
    return static_cast<std::uint16_t>(u8(at) << 8 | u8(at + 1));
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    return std::uint32_t{u16(at)} << 16 | u16(at + 2);
  }
  [[nodiscard]] bool begins(std::string_view with, std::size_t at = 0) const {
    return text.size() >= at && text.substr(at).starts_with(with);
  }
  [[nodiscard]] bool contains(std::string_view part) const {
    return text.find(part) != std::string_view::npos;
  }
};

/// What stands where in the BER of an LDAP or SNMP message (X.690): after the outer SEQUENCE, and
/// after `skip` elements within it, the tag of the next one; 0 where that does not parse.
inline std::uint8_t ber_tag_after(const Octets& octets, int skip) {
  constexpr std::uint8_t kSequence = 0x30;
  if (octets.u8(0) != kSequence) return 0;
  // A long length says in its lower bits how many octets it takes.
  const auto past_length = [&](std::size_t at) {
    const std::uint8_t first = octets.u8(at);
    return at + 1 + ((first & 0x80) != 0 ? first & 0x7Fu : 0u);
  };
  std::size_t at = past_length(1);
  for (; skip > 0 && octets.has(at + 2); --skip) {
    const std::uint8_t length = octets.u8(at + 1);
    if ((length & 0x80) != 0) return 0;  // message number, version, community: short ones
    at += std::size_t{2} + length;
  }
  return octets.u8(at);
}

}  // namespace noroshi::telescope
