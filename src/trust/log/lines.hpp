// Lines of the texts of this leaf: each ends in a line feed, or it is none.
#pragma once

#include <optional>
#include <string_view>

namespace noroshi::tlog {

/// The first line of `text` without its line feed, and `text` moved on behind it; nothing where no
/// line feed is left.
inline std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace noroshi::tlog
