// RFC 8785.  Numbers are doubles there (I-JSON), so whole numbers beyond 2^53 lose digits here as
// they do everywhere else.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "trust/jades/strict_json.hpp"

namespace noroshi::jades {
namespace {

/// UTF-16 units of a well-formed UTF-8 text: what RFC 8785 §3.2.3 sorts by.
std::u16string units_of(std::string_view text) {
  std::u16string units;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const unsigned more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    std::uint32_t point = more == 0 ? lead : lead & (0x3fU >> more);
    for (unsigned k = 1; k <= more && i + k < text.size(); ++k) {
      point = point << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
    }
    i += more + 1;
    if (point >= 0x10000) {
      units += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10U));
      units += static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ffU));
    } else {
      units += static_cast<char16_t>(point);
    }
  }
  return units;
}

void add_text(std::string& to, std::string_view text) {
  to += '"';
  for (const char letter : text) {
    switch (letter) {
      case '"':
        to += "\\\"";
        break;
      case '\\':
        to += "\\\\";
        break;
      case '\b':
        to += "\\b";
        break;
      case '\f':
        to += "\\f";
        break;
      case '\n':
        to += "\\n";
        break;
      case '\r':
        to += "\\r";
        break;
      case '\t':
        to += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(letter) < 0x20) {
          to += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
        } else {
          to += letter;
        }
    }
  }
  to += '"';
}

/// Number::toString of ECMAScript (ECMA-262 §7.1.12.1): the shortest digits that read back, laid
/// out by the place of the decimal point.
std::string number_text(double value) {
  if (value == 0) return "0";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto e = shortest.find('e');
  std::string digits(1, shortest.front());
  if (e > 2) digits.append(shortest.substr(2, e - 2));
  const int point = std::atoi(std::string(shortest.substr(e + 1)).c_str()) + 1;
  const int count = static_cast<int>(digits.size());
  std::string text = value < 0 ? "-" : "";
  if (point > 21 || point < -5) {
    text += digits.front();
    if (count > 1) text.append(".").append(digits, 1);
    return text + fmt::format("e{:+d}", point - 1);
  }
  if (point <= 0) return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count <= point)
    return text + digits + std::string(static_cast<std::size_t>(point - count), '0');
  return text + digits.insert(static_cast<std::size_t>(point), ".");
}

void add(std::string& to, const Json& value);

void add_object(std::string& to, const Json& object) {
  std::vector<std::pair<std::u16string, Json::const_iterator>> members;
  for (auto it = object.begin(); it != object.end(); ++it) {
    members.emplace_back(units_of(it.key()), it);
  }
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  to += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) to += ',';
    add_text(to, members[i].second.key());
    to += ':';
    add(to, *members[i].second);
  }
  to += '}';
}

void add(std::string& to, const Json& value) {
  if (value.is_object()) return add_object(to, value);
  if (value.is_string()) return add_text(to, value.get_ref<const std::string&>());
  if (value.is_number()) {
    to += number_text(value.get<double>());
    return;
  }
  if (!value.is_array()) {
    to += value.dump();
    return;
  }
  to += '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) to += ',';
    add(to, value[i]);
  }
  to += ']';
}

}  // namespace

std::string canonical(const Json& value) {
  std::string text;
  add(text, value);
  return text;
}

}  // namespace noroshi::jades
