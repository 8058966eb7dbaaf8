// LineReader: the lines of a text input, without copying them.
//
// The one place that knows how text ends badly, so that every text reader behaves alike: a UTF-8
// byte order mark and CRLF line ends pass unnoticed; a last line without a line feed is a line; a
// line longer than kLongestLine is counted as a reject and passed over in bounded memory; when the
// compressed data below is damaged, the unfinished line at its end is counted, not believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"

namespace noroshi::io {

class LineReader {
 public:
  /// Flow records are hundreds of bytes; what is longer than this is no text log.
  static constexpr std::size_t kLongestLine = std::size_t{1} << 20;

  /// Both must outlive the reader.
  LineReader(Input& input, Rejects& rejects) : input_(input), rejects_(rejects) {}

  /// The next line without its end; nothing at the end of the input.  The view holds until the
  /// following call.
  Result<std::optional<std::string_view>> next() {
    step();
    if (number_ == 0) [[unlikely]]
      return next_beyond_window();
    const void* feed = std::memchr(ahead_.data(), '\n', ahead_.size());
    if (feed == nullptr) [[unlikely]]
      return next_beyond_window();
    const auto length = static_cast<std::size_t>(static_cast<const char*>(feed) - ahead_.data());
    if (length > kLongestLine) [[unlikely]]
      return next_beyond_window();
    return take(length);
  }

  /// Where the line that `next` gave last stands.
  [[nodiscard]] Place place() const { return {Place::Unit::Line, number_}; }

 private:
  // Leaves the line that was given last behind.
  void step() {
    input_.consume(given_);
    ahead_.remove_prefix(given_);
    given_ = 0;
  }

  std::string_view take(std::size_t length) {
    std::string_view line = ahead_.substr(0, length);
    given_ = length + 1;
    ++number_;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

  Result<std::optional<std::string_view>> next_beyond_window();
  Result<std::optional<std::string_view>> last_line();
  Result<bool> look_further();
  Status pass_over_long_line();

  Input& input_;
  Rejects& rejects_;
  std::string_view ahead_;    // what the window holds from the current place on
  std::size_t given_ = 0;     // bytes of the line given last, with its line feed
  std::uint64_t number_ = 0;  // lines given, or passed over, so far
  bool ended_ = false;
};

/// `text` without a UTF-8 byte order mark at its front.
std::string_view without_byte_order_mark(std::string_view text);

}  // namespace noroshi::io
