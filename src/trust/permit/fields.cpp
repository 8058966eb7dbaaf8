#include "trust/permit/fields.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::permit {
namespace {

/// C0, DEL, and C1 as UTF-8 writes it (C2 80 to C2 9F): they would let a text look like another.
bool has_controls(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if (octet < 0x20 || octet == 0x7F) return true;
    if (octet == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

bool of_a_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_' || c == '/';
}

}  // namespace

std::string said_if_any(Section& section, std::string_view key) {
  auto text = section.text(key, "");
  if (has_controls(text)) section.problem(key, "must be one line without control characters");
  return text;
}

std::string said(Section& section, std::string_view key) {
  auto text = said_if_any(section, key);
  if (text.find_first_not_of(' ') == std::string::npos) {
    section.problem(key, "must be there and say something");
  }
  return text;
}

std::string word(Section& section, std::string_view key) {
  auto text = section.text(key, "");
  if (text.empty() || text.size() > 128 || !std::all_of(text.begin(), text.end(), of_a_word)) {
    section.problem(key, "must be a word of at most 128 letters, digits, '.', '-', '_' and '/'");
  }
  return text;
}

base::Micros instant(Section& section, std::string_view key) {
  const auto text = section.text(key, "");
  const auto read = base::parse_rfc3339(text);
  if (!read) {
    section.problem(key, fmt::format("\"{}\" is no instant: write \"2026-03-01T00:00:00Z\"",
                                     text.substr(0, 64)));
  }
  return read.value_or(0);
}

std::int64_t whole(Section& section, std::string_view key, std::int64_t least, std::int64_t most) {
  if (!section.has(key)) section.problem(key, "must be there");
  return section.whole(key, least, least, most);
}

std::vector<net::Prefix> prefixes(Section& section, std::string_view key) {
  return each<net::Prefix>(section, key,
                           [](const std::string& text) { return net::Prefix::parse(text); });
}

void expect_format(Section& section, std::string_view format) {
  const auto text = section.text("format", "");
  if (text != format) section.problem("format", fmt::format("must be \"{}\"", format));
}

}  // namespace noroshi::permit
