// Conversation: one visitor, as a state machine over what it sends.  Pure.
//
// All that a sinkhole can ever say is a Reply, and there are two: nothing, and the two zero octets
// with which a server of this family answers a keep-alive.  Read as the family's protocol (a
// length of two octets, then a command of that length), two zero octets are an empty command, which
// the bot passes over: it stays parked, and is told nothing.  No other value of Reply exists, so
// no code path can command; property tests feed it hostile bytes and read its replies as a bot
// would.
//
// An echo answers a keep-alive that was received, never more than one in kEchoPause; a visitor
// that sends anything else after its introduction is never answered again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "act/sinkhole/first_bytes.hpp"
#include "base/time.hpp"

namespace noroshi::sinkhole {

enum class Reply : std::uint8_t {
  None,
  EchoZero,  ///< 00 00
};

/// A server of the family answers each keep-alive; bots send one a minute or so.
inline constexpr base::Micros kEchoPause = 10 * base::kSecond;

class Conversation {
 public:
  struct Heard {
    std::optional<Judgement> judgement;  ///< once, when it becomes clear who is there
    Reply reply = Reply::None;
  };

  /// `pending` holds what came before and was not enough; `hear` fills and empties it.  It lies
  /// outside because few conversations need one at a time.
  Heard hear(std::string_view bytes, std::string& pending, base::Micros now, bool may_echo);

  /// Nothing more will be waited for: who was it?  Nothing if that is known already.
  std::optional<Judgement> give_up(std::string& pending);

  [[nodiscard]] bool judged() const { return judged_; }
  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] std::uint32_t keep_alives() const { return keep_alives_; }
  [[nodiscard]] std::uint32_t echoes() const { return echoes_; }

 private:
  Reply after_introduction(std::string_view bytes, base::Micros now, bool may_echo);

  std::uint32_t keep_alives_ = 0;
  std::uint32_t echoes_ = 0;
  std::uint32_t last_echo_ = 0;  // seconds since the epoch
  Kind kind_ = Kind::Silent;
  bool judged_ = false;
  bool half_ = false;     // one zero of a keep-alive has come
  bool strange_ = false;  // sent what no bot of the family sends
};

}  // namespace noroshi::sinkhole
