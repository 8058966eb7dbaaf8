// Framer: a stream of octets → IPFIX messages, by the length in their header (RFC 7011, 3.1).
//
//    0               2               4
//   +---------------+---------------+--------
//   | version = 10  | length ≥ 16   | …       length counts the header too
//   +---------------+---------------+--------
//
// Pieces may be split and glued in any way.  Bounded: the buffer holds at most kMost octets, and
// starts small, because most connections are quiet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace noroshi::socket {

class Framer {
 public:
  enum class Next : std::uint8_t {
    Message,  ///< one whole message
    More,     ///< not enough has come
    Broken    ///< these octets begin no message, and nothing after them can be trusted
  };
  static constexpr std::size_t kFirst = 16 * 1024;
  static constexpr std::size_t kMost = 128 * 1024;  // two of the longest messages

  /// Room for the octets that come next; never empty after `next` said More.
  std::span<char> space();
  /// So many octets were put at the beginning of `space()`.
  void commit(std::size_t octets);

  /// `message` is valid until the following `space()`.
  Next next(std::string_view& message);

  /// The stream may end here: no message is unfinished.
  [[nodiscard]] bool between_messages() const { return begin_ == end_; }

 private:
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what has come and was not given yet
  std::size_t end_ = 0;
};

}  // namespace noroshi::socket
