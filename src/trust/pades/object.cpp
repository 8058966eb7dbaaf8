#include "trust/pades/object.hpp"

#include <array>

namespace noroshi::pades {
namespace {

void put_utf8(std::string& to, std::uint32_t point) {
  const auto put = [&](std::uint32_t octet) { to += static_cast<char>(octet); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0U | (point >> 6U));
    return put(0x80U | (point & 0x3FU));
  }
  if (point < 0x10000) {
    put(0xE0U | (point >> 12U));
  } else {
    put(0xF0U | (point >> 18U));
    put(0x80U | ((point >> 12U) & 0x3FU));
  }
  put(0x80U | ((point >> 6U) & 0x3FU));
  put(0x80U | (point & 0x3FU));
}

constexpr std::uint32_t kReplacement = 0xFFFD;

std::string from_utf16(std::string_view units, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<std::uint8_t>(units[at]);
    const auto second = static_cast<std::uint8_t>(units[at + 1]);
    return big_endian ? (std::uint32_t{first} << 8U) | second
                      : (std::uint32_t{second} << 8U) | first;
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < units.size(); at += 2) {
    std::uint32_t point = unit(at);
    if (point >= 0xD800 && point < 0xDC00 && at + 3 < units.size()) {
      const auto low = unit(at + 2);
      const bool pair = low >= 0xDC00 && low < 0xE000;
      point = pair ? 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00) : kReplacement;
      if (pair) at += 2;
    } else if (point >= 0xD800 && point < 0xE000) {
      point = kReplacement;
    }
    put_utf8(text, point);
  }
  return text;
}

// ISO 32000-2 Annex D.3, where it is not Latin-1.
constexpr std::array<std::uint16_t, 8> kFrom18{0x02D8, 0x02C7, 0x02C6, 0x02D9,
                                               0x02DD, 0x02DB, 0x02DA, 0x02DC};
constexpr std::array<std::uint16_t, 33> kFrom80{
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203A, 0x2212,
    0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A, 0x2122, 0xFB01, 0xFB02, 0x0141,
    0x0152, 0x0160, 0x0178, 0x017D, 0x0131, 0x0142, 0x0153, 0x0161, 0x017E, 0xFFFD, 0x20AC};

std::string from_pdf_doc_encoding(std::string_view octets) {
  std::string text;
  for (const char each : octets) {
    const auto octet = static_cast<std::uint8_t>(each);
    if (octet >= 0x18 && octet < 0x20)
      put_utf8(text, kFrom18.at(octet - 0x18U));
    else if (octet >= 0x80 && octet <= 0xA0)
      put_utf8(text, kFrom80.at(octet - 0x80U));
    else
      put_utf8(text, octet);
  }
  return text;
}

}  // namespace

const Object* Object::find(std::string_view key) const {
  for (std::size_t index = keys.size(); index-- > 0;) {
    if (keys[index] == key) return &items[index];
  }
  return nullptr;
}

std::optional<std::uint64_t> Object::count(std::uint64_t limit) const {
  if (kind != Kind::Integer || integer < 0) return std::nullopt;
  const auto value = static_cast<std::uint64_t>(integer);
  if (value > limit) return std::nullopt;
  return value;
}

std::string text_of(const Object& string) {
  const std::string_view octets = string.text;
  if (octets.starts_with("\xFE\xFF")) return from_utf16(octets.substr(2), true);
  if (octets.starts_with("\xFF\xFE")) return from_utf16(octets.substr(2), false);
  if (octets.starts_with("\xEF\xBB\xBF")) return std::string(octets.substr(3));
  return from_pdf_doc_encoding(octets);
}

}  // namespace noroshi::pades
