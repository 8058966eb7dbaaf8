#include "trust/xml/attribute_bound.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace noroshi::xml {
namespace {

using der::View;

// 70,000 attributes in UTF-16, which take libxml2 a few seconds.
constexpr std::size_t kMostOfOtherEncodings = std::size_t{1} << 20U;
// Behind these octets no XML declaration goes on that anybody would write.
constexpr std::size_t kLongestDeclaration = 400;

/// What the XML declaration names, in small letters; empty: nothing, which means UTF-8.
std::string declared_encoding(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!text.starts_with("<?xml")) return {};
  text = text.substr(0, std::min(text.find("?>"), kLongestDeclaration));
  const auto at = text.find("encoding");
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at);
  const auto open = text.find_first_of("\"'");
  if (open == std::string_view::npos) return {};
  const auto close = text.find(text[open], open + 1);
  if (close == std::string_view::npos) return {};
  std::string name(text.substr(open + 1, close - open - 1));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return name;
}

/// Each octet of ASCII's range is that letter and no part of another.
bool reads_as_ascii(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xFF\xFE") ||
      text.starts_with("\xFE\xFF") || text.find('<') == std::string_view::npos) {
    return false;
  }
  const std::string encoding = declared_encoding(text);
  return encoding.empty() || encoding == "utf-8" || encoding == "utf8" || encoding == "us-ascii" ||
         encoding == "ascii" || encoding.starts_with("iso-8859-") ||
         encoding.starts_with("windows-125");
}

/// Equals signs outside of quotes, from a "<" to its ">": there is none in a tag's values.
std::size_t attributes_of(std::string_view tag) {
  std::size_t count = 0;
  char quote = 0;
  for (const char letter : tag) {
    if (quote != 0) {
      if (letter == quote) quote = 0;
    } else if (letter == '"' || letter == '\'') {
      quote = letter;
    } else if (letter == '>') {
      break;
    } else if (letter == '=') {
      ++count;
    }
  }
  return count;
}

}  // namespace

Status within_attribute_bound(View octets) {
  const std::string_view text = der::text_of(octets);
  if (!reads_as_ascii(text)) {
    if (text.size() <= kMostOfOtherEncodings) return {};
    return Error{Errc::Limit, fmt::format("XML in another encoding than UTF-8 may have {} octets",
                                          kMostOfOtherEncodings)};
  }
  for (auto at = text.find('<'); at != std::string_view::npos;) {
    const auto next = text.find('<', at + 1);
    if (attributes_of(text.substr(at, next - at)) > kMostAttributes) {
      return Error{Errc::Limit,
                   fmt::format("an element has more than {} attributes", kMostAttributes)};
    }
    at = next;
  }
  return {};
}

}  // namespace noroshi::xml
