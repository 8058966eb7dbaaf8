#include "io/line_reader.hpp"

namespace noroshi::io {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

// Widens the view by at least one byte; false at the end of the input.
Result<bool> LineReader::look_further() {
  const std::size_t held = ahead_.size();
  ahead_ = NOROSHI_TRY(input_.window(held + 1));
  return ahead_.size() > held;
}

Result<std::optional<std::string_view>> LineReader::next_beyond_window() {
  if (ended_) return std::nullopt;
  if (number_ == 0 && ahead_.empty()) {
    ahead_ = NOROSHI_TRY(input_.window(kByteOrderMark.size()));
    given_ = ahead_.size() - without_byte_order_mark(ahead_).size();
    step();
  }
  std::size_t searched = 0;  // bytes of `ahead_` known to hold no line feed
  while (true) {
    const std::size_t feed = ahead_.find('\n', searched);
    if (feed <= kLongestLine) return take(feed);  // npos is beyond
    if (ahead_.size() > kLongestLine) {
      NOROSHI_CHECK(pass_over_long_line());
      if (ended_) return std::nullopt;
      searched = 0;
      continue;
    }
    searched = ahead_.size();
    if (!NOROSHI_TRY(look_further())) return last_line();
  }
}

// The bytes after the last line feed, or what damage left of a line.
Result<std::optional<std::string_view>> LineReader::last_line() {
  ended_ = true;
  const std::string_view rest = ahead_;
  if (!input_.damage().empty()) {
    ++number_;
    NOROSHI_CHECK(rejects_.add("compressed data ends early", place()));
    return std::nullopt;
  }
  if (rest.empty()) return std::nullopt;
  const std::string_view line = take(rest.size());
  given_ = rest.size();
  return line;
}

Status LineReader::pass_over_long_line() {
  ++number_;
  NOROSHI_CHECK(rejects_.add("line is longer than 1 MiB", place()));
  while (true) {
    const std::size_t feed = ahead_.find('\n');
    if (feed != std::string_view::npos) {
      given_ = feed + 1;
      step();
      return {};
    }
    given_ = ahead_.size();
    step();
    if (NOROSHI_TRY(look_further())) continue;
    ended_ = true;
    return {};
  }
}

}  // namespace noroshi::io
