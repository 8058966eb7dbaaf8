// Small readings of text that all feeds share.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace noroshi::feeds {

inline constexpr std::string_view kBlank = " \t\r\n";

/// `text` without blanks at its ends.
constexpr std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// `text` as a number, if it is one from its first to its last character.
template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace noroshi::feeds
