// The first bytes of a visitor → what kind of program it is.
//
// Pure, over hostile bytes: nothing is allocated but the detail, whose length is bounded, and each
// byte is looked at a bounded number of times.  What is recognised:
//
//   MiraiLike  00 00 00 v n name[n] with v ≥ 1 and n printable octets: how a bot of Mirai's source
//              (2016) and of most that came after it introduces itself.  Seen in many public
//              copies.
//   Tls        ClientHello (RFC 8446, section 4.1.2; record layer of any version 3.x); the detail
//   is
//              its server_name (RFC 6066, section 3)
//   Http       a request line (RFC 9112, section 3); the detail is method, host and path
//   Irc        PASS, NICK, USER or CAP (RFC 2812, section 3.1); the detail is the nickname
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace noroshi::sinkhole {

enum class Kind : std::uint8_t {
  Silent,  ///< sent nothing before it left or its time was up
  MiraiLike,
  Http,
  Irc,
  Tls,
  Unknown,  ///< sent something else
};

/// "silent", "mirai-like", "http", "irc", "tls", "unknown"; and back.
std::string_view to_string(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

/// So much of a visit's beginning is kept at most: a ClientHello with post-quantum key shares fits.
inline constexpr std::size_t kMostFirstBytes = 2048;
inline constexpr std::size_t kLongestDetail = 255;

struct Judgement {
  Kind kind = Kind::Unknown;
  std::string detail;  ///< printable ASCII, others as "\xNN"; at most kLongestDetail octets
  std::size_t introduction = 0;  ///< MiraiLike: octets up to the first keep-alive
};

/// What `bytes` tell; nothing while more are needed.  With `last` nothing more will come (the
/// visitor left, its time was up, or the room is full), and there is always an answer.
std::optional<Judgement> judge(std::string_view bytes, bool last);

}  // namespace noroshi::sinkhole
